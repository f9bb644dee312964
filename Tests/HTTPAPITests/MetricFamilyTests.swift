import HTTPAPI
import Testing

/// Prometheus' text format.
@Suite struct MetricFamilyTests {
  @Test func `names, help, labels and values are written as Prometheus reads them`() {
    let families = [
      MetricFamily(
        "deltamesh_x_seconds", .gauge, "A \"help\" with \\ and\nlines.",
        [
          .init(1), .init(-0.25, [.init("peer", "a\"b\\c\nd"), .init("code", "é")]),
          .init(.infinity), .init(9_007_199_254_740_992),
        ]),
      MetricFamily("deltamesh_nothing", .counter, "Left out.", []),
      MetricFamily("deltamesh_y_total", .counter, "Counts.", [.init(0)]),
    ]
    #expect(
      MetricFamily.text(of: families) == #"""
        # HELP deltamesh_x_seconds A "help" with \\ and\nlines.
        # TYPE deltamesh_x_seconds gauge
        deltamesh_x_seconds 1
        deltamesh_x_seconds{peer="a\"b\\c\nd",code="é"} -0.25
        deltamesh_x_seconds +Inf
        deltamesh_x_seconds 9007199254740992
        # HELP deltamesh_y_total Counts.
        # TYPE deltamesh_y_total counter
        deltamesh_y_total 0

        """#)
    #expect(MetricFamily.text(of: []) == "")
  }
}
