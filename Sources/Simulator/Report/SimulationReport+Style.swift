extension SimulationReport {
  /// The style sheet of the page. The script takes its colours from the variables, too.
  static let style = HTML(
    trusted: #"""
      :root {
        color-scheme: light dark;
        --page: #f6f7f9; --card: #ffffff; --ink: #1b2026; --dim: #57606a; --line: #d8dde3;
        --good: #1a7f37; --good-wash: #e3f5e7; --bad: #c1121f; --bad-wash: #fdeaea;
        --accent: #0b63ce; --focus: #0b63ce;
        --chaos: #fff7ec; --healing: #eef5ff; --settled: #edf9f0;
        --down: #59636e; --stalled: #d9a400; --disk: #d9622b; --side-a: #8a63d2; --side-b: #1b8f8a;
        --cut: #8b949e; --link: #4d9e63;
        --page-flight: #3b7dd8; --claim-flight: #8c96a1; --lost-flight: #c1121f;
        --write: #0b4fa8; --merge: #0f8b8d; --refusal: #b35c00; --crash: #c1121f;
        --start: #1a7f37; --restore: #7a3fc4; --clock: #7d5a00; --tamper: #b3126b;
      }
      @media (prefers-color-scheme: dark) {
        :root {
          --page: #0e1216; --card: #161b21; --ink: #e6eaee; --dim: #9aa4af; --line: #2d353e;
          --good: #56d272; --good-wash: #12301a; --bad: #ff7b78; --bad-wash: #3b1719;
          --accent: #6cb2ff; --focus: #6cb2ff;
          --chaos: #211c13; --healing: #141f2e; --settled: #13231a;
          --down: #606b76; --stalled: #d9ae2b; --disk: #f08a54; --side-a: #a98bea; --side-b: #45b8ae;
          --cut: #77818c; --link: #5fb878;
          --page-flight: #5b9dee; --claim-flight: #7b8692; --lost-flight: #ff7b78;
          --write: #a5d0ff; --merge: #4cc9c4; --refusal: #f5a64a; --crash: #ff7b78;
          --start: #56d272; --restore: #c4a0ff; --clock: #e3c15a; --tamper: #ff86c2;
        }
      }
      * { box-sizing: border-box; }
      body {
        margin: 0 auto; max-width: 2000px; padding: 1.25rem clamp(.75rem, 3vw, 2.5rem) 3rem;
        background: var(--page); color: var(--ink);
        font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif;
      }
      h1, h2, h3, p { margin: 0; }
      h1 { font-size: clamp(1.4rem, 4vw, 2rem); line-height: 1.2; overflow-wrap: anywhere; }
      h2 { font-size: 1.25rem; margin-bottom: .6rem; overflow-wrap: anywhere; }
      h3 { font-size: 1rem; margin: 1.25rem 0 .5rem; }
      small, .about, .brand { color: var(--dim); font-size: .875rem; font-weight: normal; }
      a { color: var(--accent); }
      code, pre, .story, button[data-time] {
        font-family: ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace;
      }
      header { display: grid; gap: .35rem; margin-bottom: 1.25rem; }
      section {
        background: var(--card); border: 1px solid var(--line); border-radius: 10px;
        padding: clamp(.75rem, 2vw, 1.25rem); margin-top: 1rem; min-width: 0;
      }
      strong.good, strong.bad {
        display: inline-block; padding: .1rem .6rem; border-radius: 99px; font-size: .875rem;
        font-weight: 600; vertical-align: middle;
      }
      strong.good { color: var(--good); background: var(--good-wash); }
      strong.bad { color: var(--bad); background: var(--bad-wash); }
      b.bad { color: var(--bad); }
      :focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
      .failure {
        border-left: 4px solid var(--bad); background: var(--bad-wash); border-radius: 4px;
        padding: .6rem .9rem; margin-top: .8rem; overflow-wrap: anywhere;
      }
      .failure .about { color: inherit; }

      .wide { overflow-x: auto; }
      table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; }
      th, td { padding: .35rem .75rem; text-align: right; white-space: nowrap; }
      th { font-weight: 600; }
      thead th { color: var(--dim); font-weight: normal; border-bottom: 1px solid var(--line); }
      tbody tr + tr > * { border-top: 1px solid var(--line); }
      th:first-child { text-align: left; padding-left: 0; position: sticky; left: 0; background: var(--card); }

      .facts {
        display: grid; grid-template-columns: repeat(auto-fill, minmax(min(15rem, 100%), 1fr));
        gap: 0 2rem; margin: 0; font-size: .875rem; font-variant-numeric: tabular-nums;
      }
      .facts div {
        display: flex; justify-content: space-between; gap: 1rem; padding: .3rem 0;
        border-bottom: 1px solid var(--line);
      }
      .facts dt { color: var(--dim); overflow-wrap: anywhere; }
      .facts dd { margin: 0; font-weight: 600; white-space: nowrap; }
      .facts .never dt, .facts .never dd { color: var(--bad); }

      .timeline { margin: 1rem 0 0; }
      .timeline canvas { display: block; width: 100%; border-radius: 6px; touch-action: pan-y; }
      .timeline canvas.lanes { cursor: grab; }
      .timeline canvas.lanes:active { cursor: grabbing; }
      .timeline canvas.over { position: absolute; inset: 0; pointer-events: none; }
      .timeline canvas.all { height: 40px; margin-top: 6px; cursor: ew-resize; }
      .bar { display: flex; flex-wrap: wrap; align-items: center; gap: .4rem; margin-bottom: .6rem; }
      .bar button {
        min-width: 2.25rem; min-height: 2.25rem; padding: 0 .7rem; border-radius: 6px; font: inherit;
        font-size: .875rem; color: var(--ink); background: var(--page); border: 1px solid var(--line);
        cursor: pointer;
      }
      .bar button:hover { border-color: var(--dim); }
      .bar label { display: inline-flex; align-items: center; gap: .4rem; font-size: .875rem; color: var(--dim); }
      .bar output { margin-left: auto; font-size: .875rem; color: var(--dim); font-variant-numeric: tabular-nums; }
      .bar input[type=range] { width: 7rem; accent-color: var(--accent); }
      .legend { display: flex; flex-wrap: wrap; gap: .1rem 1.1rem; border: 0; margin: 0 0 .6rem; padding: 0; }
      .legend label {
        display: inline-flex; align-items: center; gap: .35rem; min-height: 1.75rem; font-size: .8125rem;
        white-space: nowrap; cursor: pointer;
      }
      .legend input { margin: 0; accent-color: var(--accent); }
      .legend canvas { width: 22px; height: 14px; border-radius: 0; }
      .legend legend { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
      .stage { position: relative; }
      .tip {
        position: absolute; z-index: 1; max-width: min(28rem, 90%); padding: .35rem .6rem; border-radius: 6px;
        background: var(--ink); color: var(--card); font-size: .8125rem; line-height: 1.4;
        white-space: pre-line; overflow-wrap: anywhere; pointer-events: none;
      }
      .tip:empty { display: none; }
      .hint { margin-top: .4rem; color: var(--dim); font-size: .8125rem; }
      details { margin-top: .6rem; font-size: .875rem; }
      summary { cursor: pointer; }
      details ol { margin: .5rem 0 0; padding: 0; list-style: none; max-height: 24rem; overflow: auto; }
      details li { padding: .1rem 0; overflow-wrap: anywhere; }

      .story { margin: 0; padding: 0; list-style: none; font-size: .8125rem; }
      .story li {
        display: grid; grid-template-columns: 8.5rem 1fr; gap: 0 .5rem; padding: .15rem 0;
        border-bottom: 1px solid var(--line); white-space: pre-wrap; overflow-wrap: anywhere;
      }
      button[data-time] {
        padding: 0; border: 0; background: none; color: var(--accent); font-size: inherit;
        text-align: left; cursor: pointer;
      }
      button[data-time]:hover { text-decoration: underline; }
      @media (max-width: 600px) {
        .story li { grid-template-columns: 1fr; }
        .bar output { margin-left: 0; width: 100%; }
      }
      @media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
      @media print { .bar, .legend, .hint { display: none; } }
      """#)
}
