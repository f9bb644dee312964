import Documents
import Logging
import Replication

extension ReplicaLoop {
  /// Tells of values that were lost between replicas.
  func report(_ count: Int, _ example: String) {
    logger.notice(
      "values lost to concurrent writes of other nodes were kept in the conflict log; see deltamesh conflicts",
      metadata: ["code": "CONFLICTS", "count": "\(count)", "last": "\(example)"])
  }

  /// Reports what an audit found.
  func report(audit incident: Incident) {
    switch incident {
    case .auditDifference(let peer, let type, let buckets, let attempt):
      logger.error(
        attempt < 3
          ? "a peer that knows the same holds other documents; they are compared, and repaired"
          : """
          a peer that knows the same still holds other documents after repair: run `deltamesh verify` on both nodes; \
          if it does not go away, start the node over whose documents are wrong, from a backup or empty
          """,
        metadata: [
          "code": "\(incident.code)", "peer": "\(peer)", "type": "\(type)",
          "buckets": "\(Self.summary(buckets))", "attempt": "\(attempt)",
        ])
    case .rowsDamaged(let type, let buckets, let hasPeer):
      logger.error(
        hasPeer
          ? "rows are not what was written; they are compared with peers, and repaired from them"
          : """
          rows are not what was written, and no peer is there to repair them from: connect a peer, or restore a backup; \
          `deltamesh verify` tells what is damaged
          """,
        metadata: [
          "code": "\(incident.code)", "type": "\(type)", "buckets": "\(Self.summary(buckets))",
        ])
    case .auditRepaired(let peer, let type, let count, let first):
      logger.warning(
        "documents were repaired from a peer",
        metadata: [
          "code": "\(incident.code)", "peer": "\(peer)", "type": "\(type)", "count": "\(count)",
          "ids": "\(first.map(\.text).joined(separator: ", "))",
        ])
    case .clockAhead, .equivocation, .roundRestarted, .resyncRequired, .conflictsRecorded,
      .incompatibleModel, .fullCopyCompleted, .newIdentity, .otherKey, .awaitsApproval, .evicted,
      .closed, .forgotten, .clockSuspect, .clockTrusted:
      break
    }
  }

  /// Some buckets, of many just the first.
  private static func summary(_ buckets: [Int]) -> String {
    let first = buckets.prefix(10).map(String.init).joined(separator: ", ")
    return buckets.count > 10 ? "\(first), and \(buckets.count - 10) more" : first
  }
}
