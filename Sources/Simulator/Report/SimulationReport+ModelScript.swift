extension SimulationReport {
  /// The script that reads a recording: what there is to draw.
  static let modelScript = #"""
    // What a picture is made of: the layers that can be switched, in the order in which they are drawn.
    const layers = [
      { key: "blocked", name: "out of reach", color: "--side-a" },
      { key: "down", name: "down", color: "--down" },
      { key: "stalled", name: "stalled", color: "--stalled" },
      { key: "disk-fault", name: "disk fault", color: "--disk" },
      { key: "link", name: "links", color: "--link" },
      { key: "claim", name: "pages without rows", color: "--claim-flight" },
      { key: "page", name: "pages", color: "--page-flight" },
      { key: "lost", name: "lost pages", color: "--lost-flight" },
      { key: "merge", name: "merges", color: "--merge" },
      { key: "write", name: "writes", color: "--write" },
      { key: "refusal", name: "refusals", color: "--refusal" },
      { key: "clock-step", name: "clock steps", color: "--clock" },
      { key: "tampering", name: "tampering", color: "--tamper" },
      { key: "start", name: "starts", color: "--start" },
      { key: "restore", name: "restores", color: "--restore" },
      { key: "crash", name: "crashes", color: "--crash" },
    ];

    // The marks of instants: each adds its path around a point, and is filled unless it is of lines only.
    const marks = {
      write: (c, x, y, r) => c.arc(x, y, r * 0.85, 0, 7),
      merge: (c, x, y, r) => c.rect(x - r * 0.3, y - r * 1.1, r * 0.6, r * 2.2),
      refusal: (c, x, y, r) =>
        polygon(c, [x, y - r * 1.2, x + r * 1.2, y, x, y + r * 1.2, x - r * 1.2, y]),
      start: (c, x, y, r) => polygon(c, [x - r, y - r * 1.2, x + r * 1.3, y, x - r, y + r * 1.2]),
      restore: (c, x, y, r) => polygon(c, [x + r, y - r * 1.2, x - r * 1.3, y, x + r, y + r * 1.2]),
      tampering: (c, x, y, r) => polygon(c, [x, y - r * 1.3, x + r * 1.3, y + r, x - r * 1.3, y + r]),
      crash: (c, x, y, r) => lines(c, [[x - r, y - r, x + r, y + r], [x - r, y + r, x + r, y - r]]),
      "clock-step": (c, x, y, r) => {
        c.arc(x, y, r * 1.1, 0, 7);
        lines(c, [[x, y - r * 0.8, x, y], [x, y, x + r * 0.6, y]]);
      },
    };
    const ofLines = new Set(["crash", "clock-step"]);

    function polygon(c, points) {
      c.moveTo(points[0], points[1]);
      for (let i = 2; i < points.length; i += 2) c.lineTo(points[i], points[i + 1]);
      c.closePath();
    }

    function lines(c, segments) {
      for (const [x1, y1, x2, y2] of segments) { c.moveTo(x1, y1); c.lineTo(x2, y2); }
    }

    function element(name, properties = {}, ...children) {
      const made = Object.assign(document.createElement(name), properties);
      made.append(...children);
      return made;
    }

    const limited = (value, low, high) => Math.max(low, Math.min(high, value));

    // Flat lists of numbers become objects.
    function unpack(flat, names) {
      const all = [];
      for (let i = 0; i < flat.length; i += names.length)
        all.push(Object.fromEntries(names.map((name, j) => [name, flat[i + j]])));
      return all;
    }

    // A recording as the script uses it: spans and instants with the keys of their layers, flights with theirs.
    function read(text) {
      const run = JSON.parse(text);
      const last = run.failure?.time ?? 0;
      run.end = Math.max(run.end, last, 1);
      run.spans = unpack(run.spans, ["kind", "node", "other", "start", "end"]);
      for (const span of run.spans) {
        span.key = run.spanKinds[span.kind];
        if (span.end < 0) span.end = run.end;
      }
      run.instants = unpack(run.instants, ["kind", "node", "time", "detail"]);
      for (const instant of run.instants) {
        instant.key = run.instantKinds[instant.kind];
        instant.detail = run.details[instant.detail];
      }
      run.instants.sort((a, b) => a.time - b.time);
      run.flights = unpack(run.flights, ["from", "to", "sent", "arrived", "rows"]);
      const times = run.flights.filter((f) => f.arrived >= 0).map((f) => f.arrived - f.sent);
      const usual = times.sort((a, b) => a - b)[times.length >> 1] ?? 10000;
      for (const flight of run.flights) {
        flight.key = flight.arrived < 0 ? "lost" : flight.rows > 0 ? "page" : "claim";
        flight.until = flight.arrived < 0 ? flight.sent + usual / 2 : flight.arrived;
        flight.reach = flight.arrived < 0 ? 0.5 : 1;
      }
      const of = (key) => run.spans.filter((span) => span.key === key);
      run.unreachable = steps(of("blocked"), run, true);
      run.links = steps(of("link"), run, false);
      return run;
    }

    // Spans between pairs of nodes as steps of each node: how many others are concerned, and on which side of the mesh the node is
    // if the pairs without a span fall apart; the side of the most is 0.
    function steps(spans, run, hasSides) {
      const n = run.nodes.length;
      const count = new Int32Array(n * n);
      const changes = spans
        .flatMap((s) => [{ time: s.start, by: 1, s }, { time: s.end, by: -1, s }])
        .sort((a, b) => a.time - b.time);
      const open = Array(n);
      const done = [];
      const concerns = (a, b) => count[a * n + b] + count[b * n + a] > 0;
      for (let i = 0; i < changes.length;) {
        const time = changes[i].time;
        for (; i < changes.length && changes[i].time === time; i++)
          count[changes[i].s.node * n + changes[i].s.other] += changes[i].by;
        const sides = hasSides ? parts(n, (a, b) => !concerns(a, b)) : [];
        for (let node = 0; node < n; node++) {
          let others = 0;
          for (let other = 0; other < n; other++) if (other !== node && concerns(node, other)) others++;
          const step = open[node];
          const side = sides[node] ?? 0;
          if (step && step.others === others && step.side === side) continue;
          if (step?.others) done.push({ ...step, end: time });
          open[node] = { node, others, side, start: time };
        }
      }
      for (const step of open) if (step?.others) done.push({ ...step, end: run.end });
      return done;
    }

    // The parts of a graph: for each node the number of its part, the greatest part first.
    function parts(n, isEdge) {
      const part = Array(n).fill(-1);
      const sizes = [];
      for (let first = 0; first < n; first++) {
        if (part[first] >= 0) continue;
        const waiting = [first];
        part[first] = sizes.length;
        sizes.push(0);
        while (waiting.length) {
          const node = waiting.pop();
          sizes[part[node]]++;
          for (let next = 0; next < n; next++) {
            if (part[next] >= 0 || !isEdge(node, next)) continue;
            part[next] = part[node];
            waiting.push(next);
          }
        }
      }
      const order = sizes.map((_, i) => i).sort((a, b) => sizes[b] - sizes[a] || a - b);
      return part.map((number) => order.indexOf(number));
    }

    // The distance between the lines of the axis, and how many digits the seconds need there.
    function ticks(length, most) {
      const sizes = [];
      for (let size = 1; size < 1e7; size *= 10) sizes.push(size, 2 * size, 5 * size);
      sizes.push(1e7, 1.5e7, 3e7, 6e7, 1.2e8, 3e8, 6e8, 9e8, 1.8e9, 3.6e9, 7.2e9, 2.16e10, 8.64e10);
      const size = sizes.find((size) => length / size <= most) ?? length;
      return { size, digits: limited(6 - Math.floor(Math.log10(size)), 0, 6) };
    }

    const seconds = (time, digits = 6) => (time / 1e6).toFixed(digits) + " s";
    """#
}
