extension SimulationReport {
  /// The script of the picture: its elements, and what moves it.
  static let timelineScript = #"""
    // The picture of a run: lanes on a canvas, an overview below, and what is needed to move about.
    class Timeline {
      constructor(figure) {
        this.run = read(figure.querySelector("script").textContent);
        this.from = 0;
        this.to = this.run.end;
        const n = this.run.nodes.length;
        this.lane = limited(Math.round(520 / n), 16, 76);
        this.counts = this.count();
        this.shown = new Set(layers.map((layer) => layer.key));
        this.bad = new Set(this.run.failure?.nodes);
        this.build(figure);
        this.connect();
        new ResizeObserver(() => this.draw()).observe(this.stage);
      }

      count() {
        const counts = {};
        for (const thing of [...this.run.spans, ...this.run.instants, ...this.run.flights])
          counts[thing.key] = (counts[thing.key] ?? 0) + 1;
        return counts;
      }

      // Elements.

      build(figure) {
        const button = (text, label, act) => element("button", {
          type: "button", textContent: text, ariaLabel: label, title: label, onclick: act,
        });
        const height = element("input", { type: "range", min: 10, max: 120, value: this.lane });
        height.oninput = () => { this.lane = +height.value; this.draw(); };
        this.where = element("output");
        const bar = element("div", { className: "bar" },
          button("−", "Zoom out", () => this.zoom(2)), button("+", "Zoom in", () => this.zoom(0.5)),
          button("←", "Earlier", () => this.pan(-0.25)), button("→", "Later", () => this.pan(0.25)),
          button("All", "Show the whole run", () => this.look(0, this.run.end)));
        if (this.run.failure)
          bar.append(button("Failure", "Show the failure", () => this.show(this.run.failure.time)));
        bar.append(element("label", {}, "Lanes", height), this.where);
        this.canvas = element("canvas", { className: "lanes", tabIndex: 0, role: "img" });
        this.canvas.ariaLabel = this.label();
        this.tip = element("div", { className: "tip", role: "status" });
        this.over = element("canvas", { className: "over", ariaHidden: "true" });
        this.stage = element("div", { className: "stage" }, this.canvas, this.over, this.tip);
        this.all = element("canvas", { className: "all", ariaHidden: "true" });
        this.list = element("ol", { tabIndex: 0, ariaLabel: "What is in view" });
        this.text = element("details", { ontoggle: () => this.write() },
          element("summary", { textContent: "What is in view, as text" }), this.list);
        figure.append(bar, this.legend(), this.stage, this.all, element("p", {
          className: "hint",
          textContent: "Drag, or arrow keys, to move; Ctrl and wheel, pinch, or + and −, to zoom;"
            + " , and . go from event to event.",
        }), this.text);
      }

      label() {
        const { nodes, end, converged, failure } = this.run;
        const what = failure ? `${failure.checker} failed at ${seconds(failure.time)}`
          : converged === null ? "" : `converged at ${seconds(converged)}`;
        return `${nodes.length} nodes over ${seconds(end, 1)}; ${what}`;
      }

      legend() {
        const legend = element("fieldset", { className: "legend" },
          element("legend", { textContent: "Layers" }));
        this.swatches = [];
        for (const layer of layers) {
          if (!this.counts[layer.key]) continue;
          const box = element("input", { type: "checkbox", checked: true });
          box.onchange = () => {
            this.shown[box.checked ? "add" : "delete"](layer.key);
            this.draw();
          };
          const swatch = element("canvas", { ariaHidden: "true" });
          this.swatches.push({ layer, swatch });
          legend.append(element("label", {}, box, swatch,
            `${layer.name} ${this.counts[layer.key].toLocaleString("en")}`));
        }
        return legend;
      }

      // Input.

      connect() {
        const canvas = this.canvas;
        const fingers = new Map();
        canvas.onpointerdown = (event) => {
          fingers.set(event.pointerId, event);
          canvas.setPointerCapture(event.pointerId);
        };
        canvas.onpointerup = canvas.onpointercancel = (event) => fingers.delete(event.pointerId);
        canvas.onpointerleave = () => this.tell(null);
        canvas.onpointermove = (event) => {
          const before = fingers.get(event.pointerId);
          if (!before) return this.tell(this.find(event.offsetX, event.offsetY), event);
          const other = [...fingers.values()].find((finger) => finger.pointerId !== event.pointerId);
          if (other) {
            const spread = (finger) => Math.max(20, Math.abs(finger.offsetX - other.offsetX));
            this.zoom(spread(before) / spread(event), this.time((event.offsetX + other.offsetX) / 2));
          } else {
            this.pan((before.offsetX - event.offsetX) / this.wide);
          }
          fingers.set(event.pointerId, event);
        };
        canvas.addEventListener("wheel", (event) => {
          if (event.ctrlKey || event.metaKey)
            this.zoom(Math.exp(limited(event.deltaY, -60, 60) / 100), this.time(event.offsetX));
          else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY))
            this.pan((event.deltaX || event.deltaY) / this.width);
          else return;
          event.preventDefault();
        }, { passive: false });
        const keys = {
          ArrowLeft: () => this.pan(-0.1), ArrowRight: () => this.pan(0.1),
          "+": () => this.zoom(0.5), "=": () => this.zoom(0.5), "-": () => this.zoom(2),
          0: () => this.look(0, this.run.end), Home: () => this.look(0, this.run.end),
          ",": () => this.step(-1), ".": () => this.step(1), Escape: () => this.tell(null),
        };
        canvas.onkeydown = (event) => {
          if (!keys[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
          keys[event.key]();
          event.preventDefault();
        };
        const seek = (event) => {
          if (!event.buttons) return;
          const middle = (event.offsetX - this.left) / this.wide * this.run.end;
          const half = (this.to - this.from) / 2;
          this.look(middle - half, middle + half);
        };
        this.all.onpointerdown = (event) => {
          this.all.setPointerCapture(event.pointerId);
          seek(event);
        };
        this.all.onpointermove = seek;
      }

      // A length of time that can be shown.
      length(wanted) { return limited(wanted, Math.min(200, this.run.end), this.run.end); }

      // Shows a part of the run; its length stays where it would lead out of the run.
      look(from, to) {
        const length = this.length(to - from);
        this.from = limited(from, 0, this.run.end - length);
        this.to = this.from + length;
        this.tell(null);
        this.draw();
      }

      pan(share) {
        const by = share * (this.to - this.from);
        this.look(this.from + by, this.to + by);
      }

      zoom(factor, around = (this.from + this.to) / 2) {
        const length = this.length((this.to - this.from) * factor);
        const from = around - (around - this.from) * length / (this.to - this.from);
        this.look(from, from + length);
      }

      // Shows a moment, closely.
      show(time) {
        const half = Math.min(this.to - this.from, 1e6) / 2;
        this.look(time - half, time + half);
        this.stage.scrollIntoView({ block: "nearest" });
      }

      // Goes to the next instant, or the one before.
      step(by) {
        const all = this.run.instants.filter((instant) => this.shown.has(instant.key));
        const here = all.indexOf(this.chosen);
        const middle = (this.from + this.to) / 2;
        const after = all.findIndex((instant) => instant.time >= middle);
        const place = here >= 0 ? here + by : after < 0 ? all.length - 1 : by > 0 ? after : after - 1;
        const next = all[limited(place, 0, all.length - 1)];
        if (!next) return;
        if (next.time < this.from || next.time > this.to) {
          const half = (this.to - this.from) / 2;
          this.look(next.time - half, next.time + half);
        }
        this.chosen = next;
        this.tell(next, { offsetX: this.x(next.time), offsetY: this.y(next.node) });
      }

      // What is under the pointer, or at it.

      find(x, y) {
        const { run } = this;
        if (x < this.left) return null;
        const marker = [run.failure && { ...run.failure, key: "failure" },
          run.converged !== null && { time: run.converged, key: "converged" }]
          .find((it) => it && y < this.top && Math.abs(this.x(it.time) - x) < 40);
        if (marker) return marker;
        let best = null;
        let distance = 9;
        const consider = (thing, d) => { if (d < distance) { best = thing; distance = d; } };
        for (const it of run.instants)
          if (this.isVisible(it, it.time, it.time))
            consider(it, Math.hypot(this.x(it.time) - x, this.y(it.node) - y));
        if (best) return best;
        distance = 5;
        for (const it of run.flights) {
          if (!this.isVisible(it, it.sent, it.until)) continue;
          const [x1, y1, x2, y2] = this.segment(it);
          const [dx, dy] = [x2 - x1, y2 - y1];
          const along = limited(((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy) || 0, 0, 1);
          consider(it, Math.hypot(x1 + along * dx - x, y1 + along * dy - y));
        }
        if (best) return best;
        const node = Math.floor((y - this.top) / this.lane);
        const time = this.time(x);
        const spans = run.spans.filter((it) => (it.node === node || it.other === node)
          && this.isVisible(it, it.start, it.end) && it.start <= time && it.end >= time);
        return node >= 0 && spans.length ? { key: "spans", node, spans } : null;
      }

      describe(thing) {
        const name = (node) => this.run.nodes[node] ?? `node ${node}`;
        switch (thing.key) {
        case "failure": return `${thing.checker} at ${seconds(thing.time)}\n${thing.message}`;
        case "converged": return `All nodes know and hold the same from ${seconds(thing.time)} on`;
        case "lost":
          return `${name(thing.from)} → ${name(thing.to)}: ${rows(thing.rows)}\n`
            + `${seconds(thing.sent)}, did not arrive`;
        case "page": case "claim": {
          const milliseconds = ((thing.arrived - thing.sent) / 1e3).toFixed(3);
          return `${name(thing.from)} → ${name(thing.to)}: ${rows(thing.rows)}\n`
            + `${seconds(thing.sent)}, arrived after ${milliseconds} ms`;
        }
        case "spans": return this.describeSpans(thing, name);
        default:
          return `${name(thing.node)}: ${thing.key.replace("-", " ")}, ${seconds(thing.time)}`
            + (thing.detail && "\n" + thing.detail);
        }
      }

      describeSpans({ node, spans }, name) {
        const range = (it) => `${seconds(it.start, 3)} to ${seconds(it.end, 3)}`;
        const single = spans.filter((it) => it.other < 0 && it.node === node)
          .map((it) => `${it.key.replace("-", " ")}, ${range(it)}`);
        const way = (it) => `${name(it.node)} → ${name(it.other)}, ${range(it)}`;
        const pairs = (key, title) => {
          const all = spans.filter((it) => it.key === key && it.other >= 0);
          if (!all.length) return [];
          const more = all.length > 6 ? [`and ${all.length - 6} more`] : [];
          return [title, ...all.slice(0, 6).map(way), ...more];
        };
        const [blocked, linked] = [pairs("blocked", "nothing passes:"), pairs("link", "links:")];
        return [name(node), ...single, ...blocked, ...linked].join("\n");
      }

      tell(thing, at) {
        if (thing === this.told) return;
        const drawn = thing && thing.key !== "spans" ? thing : null;
        this.told = thing;
        this.tip.textContent = thing ? this.describe(thing) : "";
        if (thing) {
          const flip = at.offsetX > this.width / 2;
          this.tip.style.left = flip ? "auto" : `${at.offsetX + 14}px`;
          this.tip.style.right = flip ? `${this.width - at.offsetX + 14}px` : "auto";
          this.tip.style.top = `${at.offsetY + 14}px`;
        }
        if (drawn === this.highlight) return;
        this.highlight = drawn;
        this.paintHighlight();
      }

      // The text of what is in view.
      write() {
        if (!this.text.open) return;
        const all = [...this.run.instants, ...this.run.flights]
          .map((it) => ({ it, time: it.time ?? it.sent }))
          .filter(({ it, time }) => this.shown.has(it.key) && time >= this.from && time <= this.to)
          .sort((a, b) => a.time - b.time);
        const items = all.slice(0, 300)
          .map(({ it }) => element("li", { textContent: this.describe(it).replaceAll("\n", "; ") }));
        if (all.length > 300)
          items.push(element("li", { textContent: `and ${all.length - 300} more; zoom in for them` }));
        this.list.replaceChildren(...items);
      }
    }

    const rows = (count) =>
      count === 0 ? "a page without rows" : count === 1 ? "1 row" : `${count} rows`;
    """#
}
