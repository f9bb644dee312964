import AdminAPI
import Documents
import HTTPAPI
import Replication
import Synchronization

/// The figures of a node at `/metrics`. To add one, add a family to ``families(of:)``.
struct NodeMetrics: Sendable {
  private let admin: NodeAdminService
  private let loop: ReplicaLoop

  init(admin: NodeAdminService, loop: ReplicaLoop) {
    self.admin = admin
    self.loop = loop
  }

  /// All figures now; nil where the node can't tell.
  func current() async -> [MetricFamily]? {
    do throws(AdminServiceError) {
      return families(of: try await admin.status()) + Self.members(try await admin.members())
    } catch {
      return nil
    }
  }

  private func families(of status: NodeStatus) -> [MetricFamily] {
    node(status) + documents(status) + clock(status) + links(status) + incidents()
  }

  private func node(_ status: NodeStatus) -> [MetricFamily] {
    [
      MetricFamily(
        "deltamesh_node_info", .gauge, "The node: always 1.",
        [
          .init(
            1,
            [
              .init("node", status.name), .init("replica", "\(status.replica)"),
              .init("version", status.version),
            ])
        ]),
      MetricFamily(
        "deltamesh_uptime_seconds", .gauge, "Since the start of the process.",
        [.init(seconds(status.uptime))]),
      MetricFamily(
        "deltamesh_commit_sequence", .gauge, "The node's own count of changes.",
        [.init(Double(status.commitSequence.rawValue))]),
      MetricFamily(
        "deltamesh_commit_timestamp_seconds", .gauge, "When the last change was committed.",
        [.init(seconds(status.commitTime))]),
      MetricFamily(
        "deltamesh_needs_full_copy", .gauge, "1 while a full copy has yet to be made.",
        [.init(status.needsFullCopy ? 1 : 0)]),
      MetricFamily(
        "deltamesh_inbox_items", .gauge, "Writes and messages that wait for the next batch.",
        [.init(Double(loop.waitingCount))]),
      MetricFamily(
        "deltamesh_known_replicas", .gauge, "Replicas that the knowledge has an entry of.",
        [.init(Double(status.knowledge.entries.count))]),
    ]
  }

  private func documents(_ status: NodeStatus) -> [MetricFamily] {
    [
      MetricFamily(
        "deltamesh_documents", .gauge, "Documents by type, live and deleted.",
        status.types.flatMap { type in
          [
            .init(Double(type.live), [.init("type", type.name), .init("state", "live")]),
            .init(
              Double(type.deleted ?? 0), [.init("type", type.name), .init("state", "deleted")]),
          ]
        })
    ]
  }

  private func clock(_ status: NodeStatus) -> [MetricFamily] {
    [
      MetricFamily(
        "deltamesh_clock_suspect", .gauge,
        "1 if the wall clock differs from the median of the peers' by more than the bound.",
        [.init(status.clock.isSuspect ? 1 : 0)]),
      MetricFamily(
        "deltamesh_clock_median_difference_seconds", .gauge,
        "By how much the median of three or more peers' clocks is ahead of this node's.",
        status.clock.median.map { [.init(seconds($0))] } ?? []),
      MetricFamily(
        "deltamesh_clock_lead_seconds", .gauge,
        "By how much the latest timestamp is ahead of the wall clock; negative if behind.",
        [.init(seconds(status.clock.lead))]),
      MetricFamily(
        "deltamesh_clock_needs_repair", .gauge,
        "1 if what is written here is too far ahead for others.",
        [.init(status.clock.needsRepair ? 1 : 0)]),
    ]
  }

  private func links(_ status: NodeStatus) -> [MetricFamily] {
    let up = status.peers.filter { $0.replica != nil }
    func samples(_ value: (PeerStatus) -> Double?) -> [MetricFamily.Sample] {
      up.compactMap { peer in value(peer).map { .init($0, labels(of: peer)) } }
    }
    return [
      MetricFamily(
        "deltamesh_links", .gauge, "Links to peers that have introduced themselves.",
        [.init(Double(up.count))]),
      MetricFamily(
        "deltamesh_link_state", .gauge, "What goes on over a link: always 1.",
        up.map { .init(1, labels(of: $0) + [.init("state", $0.state)]) }),
      MetricFamily(
        "deltamesh_link_up_to_date", .gauge,
        "1 if the peer said that it knows all that is known here.",
        samples { $0.isUpToDate ? 1 : 0 }),
      MetricFamily(
        "deltamesh_link_knowledge_lag_seconds", .gauge,
        "By how much the peer's knowledge is behind this node's, for the replica where that is most.",
        samples { seconds(Self.lag(of: $0.knowledge, behind: status.knowledge)) }),
      MetricFamily(
        "deltamesh_knowledge_lag_seconds", .gauge,
        "By how much this node's knowledge is behind the peer's, for the replica where that is most.",
        samples { seconds(Self.lag(of: status.knowledge, behind: $0.knowledge)) }),
      MetricFamily(
        "deltamesh_link_clock_difference_seconds", .gauge,
        "By how much the peer's clock was ahead at the handshake.",
        samples { $0.clockDifference.map(seconds) }),
      MetricFamily(
        "deltamesh_link_ahead_seconds", .gauge,
        "By how much what the peer offers is ahead of this node's clock, while it is held off.",
        up.compactMap { peer in
          peer.ahead.map {
            .init(
              seconds($0.milliseconds),
              labels(of: peer) + [.init("origin", $0.origin), .init("origin_node", $0.node ?? "")])
          }
        }),
    ]
  }

  private func incidents() -> [MetricFamily] {
    let counts = loop.incidents.withLock { $0 }
    let codes = Incident.codes + counts.keys.filter { !Incident.codes.contains($0) }.sorted()
    return [
      MetricFamily(
        "deltamesh_incidents_total", .counter,
        "What happened that an operator should know, by code.",
        codes.map { .init(Double(counts[$0] ?? 0), [.init("code", $0)]) })
    ]
  }

  private func labels(of peer: PeerStatus) -> [MetricFamily.Label] {
    [
      .init("peer", peer.name ?? ""), .init("peer_replica", peer.replica.map { "\($0)" } ?? ""),
      .init("address", peer.address),
    ]
  }

  private func seconds(_ milliseconds: Int64) -> Double { Double(milliseconds) / 1_000 }

  /// The greatest distance of the entries of a knowledge behind those of another, in milliseconds. Of a replica that it has no entry
  /// of, the distance can't be told; such ones count as a millisecond.
  static func lag(of knowledge: Knowledge, behind other: Knowledge) -> Int64 {
    other.entries.reduce(0) { greatest, entry in
      let own = knowledge[entry.replica]
      guard own < entry.timestamp else { return greatest }
      let distance = own == .zero ? 0 : entry.timestamp.milliseconds - own.milliseconds
      return max(greatest, max(distance, 1))
    }
  }
}
