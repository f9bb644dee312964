import AdminAPI
import Documents
import HTTPAPI

extension NodeMetrics {
  /// The figures of members: of the whole roster how many there are, and of those that take part, beside this node, how far they are.
  static func members(_ report: MembersReport) -> [MetricFamily] {
    let others = report.members.filter { $0.entry.state == .active && !$0.isSelf }
    func samples(_ value: (MemberStatus) -> Int64?) -> [MetricFamily.Sample] {
      others.compactMap { member in
        value(member).map {
          .init(
            Double($0) / 1_000,
            [.init("member", member.entry.node), .init("replica", "\(member.entry.replica)")])
        }
      }
    }
    return [
      MetricFamily(
        "deltamesh_members", .gauge, "Incarnations in the roster, by state.",
        MemberEntry.State.allCases.map { state in
          .init(
            Double(report.members.count { $0.entry.state == state }),
            [.init("state", state.rawValue.lowercased())])
        }),
      MetricFamily(
        "deltamesh_members_waiting", .gauge, "Nodes that wait for approval.",
        [.init(Double(report.waiting.count))]),
      MetricFamily(
        "deltamesh_members_unheard", .gauge,
        "Active members of which nothing was heard since the start: no deletion is forgotten until they are.",
        [.init(Double(others.count { $0.lastHeard == nil }))]),
      MetricFamily(
        "deltamesh_member_silence_seconds", .gauge,
        "For how long nothing was heard of an active member, directly or from others.",
        samples { member in member.lastHeard.map { max(report.now - $0, 0) } }),
      MetricFamily(
        "deltamesh_member_knowledge_lag_seconds", .gauge,
        "By how much the knowledge of an active member is behind this node's, for the replica where that is most.",
        samples(\.lag)),
    ]
  }
}
