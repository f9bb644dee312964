import Foundation
import Simulator
import Testing

/// The page that shows what came of a simulation.
@Suite struct SimulationReportTests {
  private let failing = SyntheticOutcome.failing()

  private func report(_ outcome: SimulationOutcome) -> SimulationReport {
    SimulationReport(
      outcomes: [outcome],
      summaries: [
        .init(
          scenario: outcome.scenario, seeds: 20, failed: [outcome.seed, 9], figures: outcome.figures
        )
      ],
      marks: [.init(name: outcome.scenario, count: 1_000), .init(name: "a full disk", count: 0)])
  }

  @Test func `the page is whole`() {
    let html = report(failing).html
    #expect(html.hasPrefix("<!doctype html>\n"))
    #expect(html.hasSuffix("</html>\n"))
    for tag in [
      "html", "head", "body", "header", "main", "title", "style", "table", "tr", "dl", "ol",
      "section", "figure", "h2",
    ] {
      #expect(html.count(of: "<\(tag)[ >]") == html.count(of: "</\(tag)>"), "\(tag)")
    }
    #expect(html.count(of: "<script[ >]") == 2)
  }

  @Test func `the page needs nothing but itself`() {
    let html = report(failing).html
    #expect(html.count(of: "(src=|url\\(|@import|https?:|fetch\\(|XMLHttpRequest)") == 0)
    #expect(html.contains("default-src 'none'"))
  }

  @Test func `a failure is told with its checker, message, time, nodes and story`() {
    let html = report(failing).html
    for text in [
      "2 of 20 seeds failed", "✕ claims failed", "<p>plain</p>", ">2.500000s</button>",
      "at b, node 7, document plain", "<button type=\"button\" data-time=\"2400000\">",
      "<li>plain</li>", "seed 18446744073709551615", "<code>abc</code>", "1,234,567",
    ] {
      #expect(html.contains(text), "\(text)")
    }
  }

  @Test func `a seed that failed leads to its run`() {
    let html = report(failing).html
    #expect(html.contains("<a href=\"#run-0\">18446744073709551615</a>"))
    #expect(html.contains("id=\"run-0\""))
  }

  @Test func `a situation that never occurred stands out`() {
    let html = report(failing).html
    #expect(html.contains("1 of 2 occurred"))
    #expect(html.contains("<div><dt>plain</dt><dd>1,000</dd></div>"))
    #expect(html.contains("<div class=\"never\"><dt>a full disk</dt><dd>never</dd></div>"))
  }

  @Test func `a run that holds says so, and has no story`() {
    var outcome = failing
    outcome.failure = nil
    let html = SimulationReport(outcomes: [outcome]).html
    #expect(html.contains("1 seed, all checkers hold"))
    #expect(html.contains("✓ holds"))
    #expect(!html.contains("<ol class=\"story\">"))
  }

  @Test func `a run that was not recorded has no picture`() {
    var outcome = failing
    outcome.recording = nil
    #expect(!report(outcome).html.contains("<figure"))
    #expect(SimulationReport(outcomes: []).html.contains("No scenario"))
  }

  @Test func `texts mean themselves wherever they stand`() {
    let html = report(SyntheticOutcome.failing(text: SyntheticOutcome.hostile)).html
    let plain = report(failing).html
    #expect(html.count(of: "<[a-zA-Z/!]") == plain.count(of: "<[a-zA-Z/!]"))
    #expect(!html.contains("alert(\""))
    #expect(html.contains("&lt;/script&gt;&lt;script&gt;alert(&quot;1&quot; &amp; &#39;2&#39;)"))
    #expect(!html.contains("\0"))
  }

  @Test func `what the script reads is JSON with all that was recorded`() throws {
    let text = SyntheticOutcome.hostile
    let html = report(SyntheticOutcome.failing(text: text)).html
    let json = try #require(try embedded(in: html) as? NSDictionary)
    #expect(
      json == [
        "nodes": ["a", "b", text], "end": 3_000_000, "faultsStopped": 2_000_000,
        "converged": NSNull(),
        "failure": ["checker": "claims", "message": text, "time": 2_500_000, "nodes": [1, 7]],
        "spanKinds": ["down", "stalled", "disk-fault", "blocked", "link"],
        "spans": [
          0, 0, -1, 1_000_000, 2_000_000, 1, 0, -1, 1_000_000, -1, 2, 0, -1, 1_000_000, -1,
          3, 0, 2, 1_000_000, -1, 4, 0, -1, 1_000_000, -1,
        ],
        "instantKinds": [
          "write", "refusal", "crash", "start", "restore", "clock-step", "merge", "tampering",
        ],
        "details": [text],
        "instants": (0..<8).flatMap { [$0, 1, 1_000_000, 0] },
        "flights": [0, 1, 0, 7, 3, 1, 2, 1_000_000, -1, 0],
      ])
  }

  @Test func `the script has a layer for each kind of span and instant`() {
    let html = report(failing).html
    let kinds =
      RunRecording.Span.Kind.allCases.map(\.rawValue)
      + RunRecording.Instant.Kind.allCases.map(\.rawValue)
    for kind in kinds { #expect(html.contains("{ key: \"\(kind)\", "), "\(kind)") }
  }

  @Test func `the greatest recording makes a page of a few megabytes`() throws {
    let html = report(SyntheticOutcome.full(nodes: 50)).html
    #expect(html.utf8.count < 4_000_000)
    let json = try #require(try embedded(in: html) as? [String: Any])
    #expect((json["flights"] as? [Any])?.count == 5 * RunRecording.limit)
    #expect(html.contains("12,345 more things happened than are shown."))
  }

  @Test func `the same report gives the same page`() {
    let text = SyntheticOutcome.hostile
    #expect(
      report(SyntheticOutcome.failing(text: text)).html
        == report(SyntheticOutcome.failing(text: text)).html)
  }

  /// The recording in a page.
  private func embedded(in html: String) throws -> Any {
    let start = try #require(html.range(of: "<script type=\"application/json\">"))
    let end = try #require(html.range(of: "</script>", range: start.upperBound..<html.endIndex))
    let json = html[start.upperBound..<end.lowerBound]
    return try JSONSerialization.jsonObject(with: Data(json.utf8))
  }
}

extension String {
  /// How often a pattern occurs.
  fileprivate func count(of pattern: String) -> Int {
    var count = 0
    var rest = startIndex..<endIndex
    while let found = range(of: pattern, options: .regularExpression, range: rest) {
      count += 1
      rest = found.upperBound..<endIndex
    }
    return count
  }
}
