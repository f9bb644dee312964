extension SimulationReport {
  /// The script that draws the picture.
  static let drawingScript = #"""
    // How a picture is drawn.
    Object.assign(Timeline.prototype, {
      x(time) { return this.left + (time - this.from) / (this.to - this.from) * this.wide; },
      time(x) { return this.from + (x - this.left) / this.wide * (this.to - this.from); },
      y(node) { return this.top + (node + 0.5) * this.lane; },
      segment(flight) {
        const [y1, y2] = [this.y(flight.from), this.y(flight.to)];
        return [this.x(flight.sent), y1, this.x(flight.until), y1 + (y2 - y1) * flight.reach];
      },
      isVisible(thing, start, end) {
        return this.shown.has(thing.key) && end >= this.from && start <= this.to;
      },

      // Draws once before the next frame, however often it is asked to.
      draw() {
        this.frame ??= requestAnimationFrame(() => {
          this.frame = null;
          this.paint();
        });
      },

      paint() {
        this.style = getComputedStyle(this.stage);
        this.width = this.stage.clientWidth;
        this.top = 44;
        this.right = 10;
        const bottom = this.top + this.lane * this.run.nodes.length;
        this.bottom = bottom;
        const c = this.surface(this.canvas, this.width, bottom + 22);
        c.font = `bold 12px ${this.style.fontFamily}`;
        const names = this.run.nodes.map((name) => c.measureText(name).width);
        this.left = Math.ceil(Math.min(Math.max(20, ...names), this.width * 0.22, 180)) + 16;
        this.wide = Math.max(1, this.width - this.left - this.right);
        this.paintPhases(c);
        this.paintLanes(c);
        c.save();
        c.beginPath();
        c.rect(this.left, 0, this.width - this.left, bottom + 22);
        c.clip();
        this.paintAxis(c);
        this.paintReach(c);
        this.paintFlights(c);
        this.paintSpans(c);
        this.paintInstants(c);
        this.paintMoments(c);
        c.restore();
        this.paintHighlight();
        this.paintOverview();
        this.paintSwatches();
        const digits = ticks(this.to - this.from, 100).digits;
        this.where.textContent = `${seconds(this.from, digits)} to ${seconds(this.to, digits)}`;
        this.write();
      },

      color(name) { return this.style.getPropertyValue(name); },

      // A canvas of a size, sharp on this screen.
      surface(canvas, width, height) {
        const ratio = devicePixelRatio;
        canvas.width = width * ratio;
        canvas.height = height * ratio;
        canvas.style.height = `${height}px`;
        const c = canvas.getContext("2d");
        c.scale(ratio, ratio);
        return c;
      },

      // The phases: chaos until faults stop, healing until the mesh converges, and the quiet after that.
      phases() {
        const { end, faultsStopped, converged } = this.run;
        const first = faultsStopped ?? end;
        const second = converged ?? end;
        return [["chaos", 0, first], ["healing", first, second], ["settled", second, end]]
          .filter(([, start, end]) => end > start);
      },

      paintPhases(c) {
        for (const [name, start, end] of this.phases()) {
          const x1 = limited(this.x(start), this.left, this.width);
          const x2 = limited(this.x(end), this.left, this.width);
          c.fillStyle = this.color("--" + name);
          c.fillRect(x1, 22, x2 - x1, this.bottom - 22);
          c.fillStyle = this.color("--dim");
          if (x2 - x1 > c.measureText(name).width + 12) c.fillText(name, x1 + 6, 37);
        }
      },

      paintLanes(c) {
        c.textBaseline = "middle";
        this.run.nodes.forEach((name, node) => {
          const y = this.y(node);
          if (this.bad.has(node)) {
            c.fillStyle = this.color("--bad-wash");
            c.fillRect(0, y - this.lane / 2, this.left, this.lane);
            c.globalAlpha = 0.5;
            c.fillRect(this.left, y - this.lane / 2, this.width, this.lane);
            c.globalAlpha = 1;
          }
          c.strokeStyle = this.color("--line");
          c.lineWidth = 1;
          c.beginPath();
          lines(c, [[this.left, Math.round(y) + 0.5, this.width, Math.round(y) + 0.5]]);
          c.stroke();
          if (this.lane < 12 && node % 2) return;
          c.fillStyle = this.color(this.bad.has(node) ? "--bad" : "--ink");
          c.font = `${this.bad.has(node) ? "bold " : ""}12px ${this.style.fontFamily}`;
          c.fillText(this.fitting(c, name, this.left - 14), 4, y);
        });
        c.font = `12px ${this.style.fontFamily}`;
        c.textBaseline = "alphabetic";
      },

      // A text, cut where it would be too wide.
      fitting(c, text, width) {
        if (c.measureText(text).width <= width) return text;
        let end = text.length;
        while (end > 1 && c.measureText(text.slice(0, end) + "…").width > width) end--;
        return text.slice(0, end) + "…";
      },

      paintAxis(c) {
        const { size, digits } = ticks(this.to - this.from, (this.width - this.left) / 90);
        c.fillStyle = this.color("--dim");
        c.strokeStyle = this.color("--line");
        c.lineWidth = 1;
        c.beginPath();
        for (let i = Math.ceil(this.from / size); i * size <= this.to; i++) {
          const x = Math.round(this.x(i * size)) + 0.5;
          lines(c, [[x, 18, x, this.bottom + 4]]);
          const text = seconds(i * size, digits);
          const width = c.measureText(text).width;
          const at = limited(x - width / 2, this.left, this.width - width - 2);
          c.fillText(text, at, 13);
          c.fillText(text, at, this.bottom + 17);
        }
        c.globalAlpha = 0.7;
        c.stroke();
        c.globalAlpha = 1;
      },

      // How many others a node can't reach, or is linked with.
      paintReach(c) {
        const most = Math.max(1, this.run.nodes.length - 1);
        if (this.shown.has("blocked")) {
          const sides = ["--side-a", "--side-b"];
          const hatches = sides.map((color, side) => this.hatch(color, side > 0));
          for (const it of this.run.unreachable) {
            const side = it.side > 0 ? 1 : 0;
            for (const [style, strength] of [[this.color(sides[side]), 0.25], [hatches[side], 0.8]]) {
              c.globalAlpha = strength * (0.4 + 0.6 * it.others / most);
              c.fillStyle = style;
              this.block(c, it, -0.46, 0.92);
            }
          }
          c.globalAlpha = 1;
          this.paintCuts(c);
        }
        if (this.shown.has("link")) {
          c.fillStyle = this.color("--link");
          c.globalAlpha = 0.6;
          for (const it of this.run.links) {
            const height = 0.1 * it.others / most;
            this.block(c, it, 0.48 - height, height);
          }
          c.globalAlpha = 1;
        }
      },

      // A block in the lane of a node, from a share of the lane's height above or below its middle.
      block(c, span, above, height) {
        if (span.end < this.from || span.start > this.to) return 0;
        const x1 = Math.max(this.x(span.start), this.left - 2);
        const x2 = Math.min(this.x(span.end), this.width + 2);
        const width = Math.max(1.5, x2 - x1);
        c.fillRect(x1, this.y(span.node) + above * this.lane, width, height * this.lane);
        return width;
      },

      // Diagonal lines.
      hatch(color, isMirrored) {
        const ratio = devicePixelRatio;
        const size = Math.round(8 * ratio);
        const tile = element("canvas", { width: size, height: size });
        const c = tile.getContext("2d");
        if (isMirrored) { c.translate(size, 0); c.scale(-1, 1); }
        c.strokeStyle = this.color(color);
        c.lineWidth = 1.2 * ratio;
        c.beginPath();
        for (const by of [-size, 0, size]) lines(c, [[by - 2, size + 2, by + size + 2, -2]]);
        c.stroke();
        const pattern = c.createPattern(tile, "repeat");
        pattern.setTransform(new DOMMatrix().scale(1 / ratio));
        return pattern;
      },

      // Lines between the lanes of two nodes at the time from which nothing passes; with an arrow if that is so one way only. Where
      // many begin at once, one line stands for all.
      paintCuts(c) {
        c.strokeStyle = c.fillStyle = this.color("--cut");
        c.lineWidth = 1.25;
        for (const pairs of this.cuts()) {
          const time = pairs[0].start;
          if (time < this.from || time > this.to) continue;
          const ends = pairs.flatMap((it) => [it.node, it.other]);
          const few = pairs.length <= 6 && this.lane >= 24;
          const all = { node: Math.min(...ends), other: Math.max(...ends), both: true };
          (few ? pairs : [all]).forEach((it, place) => {
            const x = this.x(time) + 5 * place;
            const [y1, y2] = [this.y(it.node), this.y(it.other)];
            const up = Math.sign(y2 - y1) * 5;
            c.beginPath();
            lines(c, [[x - 4, y2, x + 4, y2]]);
            if (it.both) lines(c, [[x - 4, y1, x + 4, y1]]);
            else lines(c, [[x - 3, y2 - 2 * up, x, y2 - up], [x, y2 - up, x + 3, y2 - 2 * up]]);
            c.stroke();
            c.setLineDash([3, 3]);
            c.beginPath();
            lines(c, [[x, y1, x, y2]]);
            c.stroke();
            c.setLineDash([]);
          });
        }
      },

      // The pairs between which nothing passes any more, by the time when that began.
      cuts() {
        if (this.cutsByTime) return this.cutsByTime;
        const byTime = new Map();
        for (const it of this.run.spans) {
          if (it.key !== "blocked" || it.other < 0) continue;
          if (!byTime.has(it.start)) byTime.set(it.start, []);
          const pairs = byTime.get(it.start);
          const back = pairs.find((pair) => pair.node === it.other && pair.other === it.node);
          if (back) back.both = true;
          else pairs.push({ ...it, both: false });
        }
        return this.cutsByTime = [...byTime.values()];
      },

      paintSpans(c) {
        const kinds = [
          ["down", "--down", -0.3, 0.6, "#fff"], ["stalled", "--stalled", -0.22, 0.44, "#000"],
          ["disk-fault", "--disk", 0.26, 0.18, null],
        ];
        for (const [key, color, above, height, ink] of kinds) {
          for (const it of this.run.spans) {
            if (it.key !== key || !this.isVisible(it, it.start, it.end)) continue;
            c.globalAlpha = 0.85;
            c.fillStyle = this.color(color);
            const width = this.block(c, it, above, height);
            c.globalAlpha = 1;
            if (!ink || this.lane < 56 || width < 52) continue;
            const x = Math.max(this.x(it.start), this.left) + 5;
            c.fillStyle = ink;
            c.fillText(key, x, this.y(it.node) + above * this.lane + 12);
          }
        }
      },

      // Flights: the more there are, the paler, so that what lies below them can be seen; of very many of a kind only some.
      paintFlights(c) {
        const kinds = [["claim", "--claim-flight", 0.6, []], ["page", "--page-flight", 0.9, []],
          ["lost", "--lost-flight", 0.8, [4, 3]]];
        for (const [key, color, strength, dash] of kinds) {
          const all = this.run.flights
            .filter((it) => it.key === key && this.isVisible(it, it.sent, it.until));
          const each = Math.ceil(all.length / 5_000);
          const visible = all.filter((_, place) => place % each === 0);
          const crowd = visible.length / (this.width - this.left);
          c.strokeStyle = this.color(color);
          c.lineWidth = key === "claim" ? 0.8 : 1.2;
          c.globalAlpha = Math.max(0.06, strength / (1 + 3 * crowd));
          c.setLineDash(crowd < 0.5 ? dash : []);
          for (let i = 0; i < visible.length; i += 200) {
            c.beginPath();
            lines(c, visible.slice(i, i + 200).map((it) => this.segment(it)));
            c.stroke();
          }
          c.setLineDash([]);
        }
        c.globalAlpha = 1;
      },

      paintInstants(c) {
        const r = limited(this.lane * 0.11, 2.4, this.width < 600 ? 3.5 : 5);
        for (const { key, color } of layers) {
          if (!marks[key]) continue;
          const visible = this.run.instants
            .filter((it) => it.key === key && this.isVisible(it, it.time, it.time));
          const taken = new Set();
          c.fillStyle = c.strokeStyle = this.color(color);
          c.lineWidth = key === "crash" ? Math.max(2, r * 0.6) : 1.4;
          c.beginPath();
          for (const it of visible) {
            const x = Math.round(this.x(it.time) * 2) / 2;
            if (taken.has(it.node * 1e5 + x)) continue;
            taken.add(it.node * 1e5 + x);
            this.mark(c, key, x, this.y(it.node), key === "crash" ? r * 1.3 : r);
          }
          if (ofLines.has(key)) c.stroke(); else c.fill();
        }
      },

      mark(c, key, x, y, r) {
        c.moveTo(x + r * 0.85, y);
        marks[key](c, x, y, r);
      },

      // What the tip tells of, on a canvas of its own: so nothing else is drawn anew.
      paintHighlight() {
        const it = this.highlight;
        const c = this.surface(this.over, this.width, this.bottom + 22);
        if (!it || it.key === "failure" || it.key === "converged") return;
        c.strokeStyle = this.color("--ink");
        c.lineWidth = 2;
        c.beginPath();
        if (it.sent === undefined) c.arc(this.x(it.time), this.y(it.node), 9, 0, 7);
        else lines(c, [this.segment(it)]);
        c.stroke();
      },

      // When all was the same, and when a checker fired.
      paintMoments(c) {
        const { converged, failure } = this.run;
        if (converged !== null) this.flag(c, converged, "✓ converged", "--good", 1.5);
        if (failure) this.flag(c, failure.time, "✕ " + failure.checker, "--bad", 2.5);
        c.fillStyle = c.strokeStyle = this.color("--bad");
        for (const node of failure?.nodes ?? []) {
          c.beginPath();
          c.arc(this.x(failure.time), this.y(node), limited(this.lane * 0.16, 4, 8), 0, 7);
          c.fill();
        }
      },

      flag(c, time, text, color, width) {
        if (time < this.from || time > this.to) return;
        const x = this.x(time);
        c.strokeStyle = c.fillStyle = this.color(color);
        c.lineWidth = width;
        c.beginPath();
        lines(c, [[x, 22, x, this.bottom]]);
        c.stroke();
        c.font = `bold 12px ${this.style.fontFamily}`;
        const length = c.measureText(text).width + 12;
        const left = x + length > this.width ? x - length : x;
        c.fillRect(left, 22, length, 20);
        c.fillStyle = this.color("--card");
        c.fillText(text, left + 6, 36);
        c.font = `12px ${this.style.fontFamily}`;
      },

      // The whole run, how much happened when, and which part of it is shown.
      paintOverview() {
        const c = this.surface(this.all, this.width, 40);
        const x = (time) => this.left + time / this.run.end * this.wide;
        for (const [name, start, end] of this.phases()) {
          c.fillStyle = this.color("--" + name);
          c.fillRect(x(start), 0, x(end) - x(start), 40);
        }
        const columns = new Float64Array(Math.ceil(this.wide / 3));
        const last = columns.length - 1;
        for (const it of [...this.run.flights, ...this.run.instants])
          columns[limited(Math.floor((it.time ?? it.sent) / this.run.end * last), 0, last)]++;
        const most = columns.reduce((a, b) => Math.max(a, b), 1);
        c.fillStyle = this.color("--page-flight");
        columns.forEach((count, i) => {
          const height = 36 * Math.sqrt(count / most);
          c.fillRect(this.left + i * 3, 40 - height, 2, height);
        });
        const { converged, failure } = this.run;
        for (const [time, color] of [[converged, "--good"], [failure?.time ?? null, "--bad"]]) {
          if (time === null) continue;
          c.fillStyle = this.color(color);
          c.fillRect(x(time) - 1, 0, 2, 40);
        }
        c.fillStyle = this.color("--page");
        c.globalAlpha = 0.7;
        c.fillRect(this.left, 0, x(this.from) - this.left, 40);
        c.fillRect(x(this.to), 0, x(this.run.end) - x(this.to), 40);
        c.globalAlpha = 1;
        c.strokeStyle = this.color("--accent");
        c.lineWidth = 1.5;
        c.strokeRect(x(this.from) + 0.75, 0.75, Math.max(2, x(this.to) - x(this.from) - 1.5), 38.5);
      },

      paintSwatches() {
        for (const { layer: { key, color }, swatch } of this.swatches) {
          const c = this.surface(swatch, 22, 14);
          c.fillStyle = c.strokeStyle = this.color(color);
          c.lineWidth = key === "crash" ? 2 : 1.4;
          c.beginPath();
          if (marks[key]) {
            this.mark(c, key, 11, 7, 4);
            if (ofLines.has(key)) c.stroke(); else c.fill();
          } else if (["page", "claim", "lost"].includes(key)) {
            if (key === "lost") c.setLineDash([4, 3]);
            lines(c, [[2, 12, 20, 2]]);
            c.stroke();
          } else if (key === "blocked") {
            c.fillStyle = this.hatch("--side-a", false);
            c.fillRect(1, 1, 10, 12);
            c.fillStyle = this.hatch("--side-b", true);
            c.fillRect(11, 1, 10, 12);
          } else {
            const height = { down: 10, stalled: 8 }[key] ?? 4;
            c.fillRect(1, 7 - height / 2, 20, height);
          }
        }
      },
    });

    for (const section of document.querySelectorAll(".run")) {
      const figure = section.querySelector(".timeline");
      const timeline = figure && new Timeline(figure);
      for (const button of section.querySelectorAll("[data-time]")) {
        if (timeline) button.onclick = () => timeline.show(+button.dataset.time);
        else button.disabled = true;
      }
      matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => timeline?.draw());
    }
    """#
}
