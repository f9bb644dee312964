extension SimulationReport {
  /// One run: what it was, its picture, what led to the failure, and its figures.
  func runSection(_ index: Int) -> HTML {
    let outcome = outcomes[index]
    let verdict = outcome.failure.map { "\($0.checker.rawValue) failed" } ?? "holds"
    return """
      <section class="run" id="run-\(String(index))" aria-labelledby="title-\(String(index))">
      <h2 id="title-\(String(index))">\(outcome.scenario) <small>seed \(String(outcome.seed))</small> \
      \(badge(verdict, isGood: outcome.failure == nil))</h2>
      <p class="about">\(outcome.figures.virtualTime) of virtual time, \
      trace <code>\(String(outcome.traceHash, radix: 16))</code></p>
      \(outcome.failure.map { failureBlock($0, in: outcome) })
      \(outcome.recording.map { picture(of: $0, failure: outcome.failure) })
      \(outcome.failure.flatMap(story))
      <h3>Figures</h3>
      \(figureList(outcome.figures))
      </section>
      """
  }

  /// What did not hold, where, and when.
  private func failureBlock(_ failure: SimulationFailure, in outcome: SimulationOutcome) -> HTML {
    let names = outcome.recording?.nodes ?? []
    let nodes = failure.nodes.map { names.indices.contains($0) ? names[$0] : "node \($0)" }
    let place: [String] =
      (nodes.isEmpty ? [] : ["at " + nodes.joined(separator: ", ")])
      + (failure.document.map { ["document \($0)"] } ?? [])
    return """
      <div class="failure">
      <p>\(failure.message)</p>
      <p class="about"><strong>\(failure.checker.rawValue)</strong> at \(at(failure.time))\
      \(place.isEmpty ? "" : ", " + place.joined(separator: ", "))</p>
      </div>
      """
  }

  /// The lines that led to a failure. Where a line begins with its time, this leads to the place in the picture.
  private func story(of failure: SimulationFailure) -> HTML? {
    if failure.story.isEmpty { return nil }
    return """
      <h3>What led to it</h3>
      <ol class="story">
      \(failure.story.map(storyLine))
      </ol>
      """
  }

  private func storyLine(_ line: String) -> HTML {
    guard let space = line.firstIndex(of: " "), let time = VirtualTime(described: line[..<space])
    else { return "<li>\(line)</li>" }
    let rest = line[space...].drop { $0 == " " }
    return "<li>\(at(time)) <span>\(String(rest))</span></li>"
  }

  /// A moment in the run, which leads to its place in the picture.
  private func at(_ time: VirtualTime) -> HTML {
    """
    <button type="button" data-time="\(String(time.microseconds))">\(time.description)</button>
    """
  }

  /// What the script draws the picture from.
  private func picture(of recording: RunRecording, failure: SimulationFailure?) -> HTML {
    let left: HTML? =
      recording.omitted == 0
      ? nil : "<p class=\"about\">\(recording.omitted) more things happened than are shown.</p>"
    return """
      <figure class="timeline">
      <noscript><p>The picture of the run needs JavaScript.</p></noscript>
      <script type="application/json">\(HTML(trusted: recording.json(failure)))</script>
      </figure>
      \(left)
      """
  }
}

extension VirtualTime {
  /// Reads what ``description`` writes.
  fileprivate init?(described text: Substring) {
    let parts = text.dropLast().split(separator: ".", omittingEmptySubsequences: false)
    guard text.last == "s", parts.count == 2, parts[1].utf8.count == 6,
      let microseconds = Int64(parts[0] + parts[1])
    else { return nil }
    self.init(microseconds: microseconds)
  }
}
