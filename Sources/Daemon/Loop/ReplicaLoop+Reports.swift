import Documents
import Logging
import Replication
import Synchronization

extension ReplicaLoop {
  /// Counts and logs what an operator should know.
  func report(_ incident: Incident, at replica: Replica) {
    incidents.withLock { $0[incident.code, default: 0] += 1 }
    switch incident {
    case .clockAhead(let peer, let origin, let milliseconds):
      logger.warning(
        "a peer offers changes from the future; they are refused until their time has come",
        metadata: [
          "code": "\(incident.code)", "peer": "\(peer)", "origin": "\(origin)",
          "node": "\(replica.nodeName(of: origin) ?? "unknown")",
          "aheadMilliseconds": "\(milliseconds)",
        ])
    case .equivocation(let type, let id):
      logger.error(
        "one version of a document came with two contents; the greater was kept",
        metadata: ["code": "\(incident.code)", "type": "\(type)", "id": "\(id)"])
    case .roundRestarted(let peer, let reason):
      logger.notice(
        "a round starts again", metadata: ["peer": "\(peer)", "reason": "\(reason)"])
    case .resyncRequired(let peer, let reason):
      logger.error(
        "a peer can't give the changes since what is known here",
        metadata: ["code": "\(incident.code)", "peer": "\(peer)", "reason": "\(reason)"])
    case .conflictsRecorded(let count, let record): report(count, "\(record)")
    case .incompatibleModel(let peer, let what):
      logger.error(
        """
        another node's schema means something else by a name of this one's; its values are kept and passed on, but not shown here: \
        make the schemas agree, and restart the nodes that changed
        """,
        metadata: ["code": "\(incident.code)", "what": "\(what)", "peer": "\(peer)"])
    case .auditDifference, .rowsDamaged, .auditRepaired: report(audit: incident)
    case .fullCopyCompleted(let peer):
      logger.info("the full copy is complete", metadata: ["peer": "\(peer)"])
    case .newIdentity(let old, let new, let change):
      logger.warning(
        "the node goes on under a new ReplicaID: \(change.explanation)",
        metadata: ["code": "\(incident.code)", "old": "\(old)", "new": "\(new)"])
    case .otherKey(let replica, let key):
      logger.error(
        "a node passes for a member under another key; it is refused",
        metadata: ["code": "\(incident.code)", "replica": "\(replica)", "key": "\(key)"])
    case .awaitsApproval(let node, let key):
      logger.warning(
        "a node waits for approval: deltamesh peers approve \(key)",
        metadata: ["code": "\(incident.code)", "name": "\(node)"])
    case .evicted(let replica, let node, let silence):
      logger.warning(
        "a member was silent for too long and is evicted; it starts over when it comes back",
        metadata: [
          "code": "\(incident.code)", "replica": "\(replica)", "name": "\(node)",
          "silentSeconds": "\(silence / 1_000)",
        ])
    case .closed(let replica):
      logger.info("nothing more can come from a replica", metadata: ["replica": "\(replica)"])
    case .forgotten(let count):
      logger.info("tombstones were forgotten", metadata: ["count": "\(count)"])
    case .clockSuspect(let milliseconds):
      logger.error(
        "this node's clock differs from most of its peers' by more than the bound: set it right, then see deltamesh repair clock",
        metadata: ["code": "\(incident.code)", "peersAheadMilliseconds": "\(milliseconds)"])
    case .clockTrusted(let milliseconds):
      logger.notice(
        "this node's clock agrees with most of its peers' again",
        metadata: ["peersAheadMilliseconds": "\(milliseconds)"])
    }
  }
}

extension Incident {
  /// The name under which it is logged and counted.
  var code: String {
    switch self {
    case .clockAhead: "CLOCK_AHEAD"
    case .equivocation: "EQUIVOCATION"
    case .roundRestarted: "ROUND_RESTARTED"
    case .resyncRequired: "RESYNC_REQUIRED"
    case .fullCopyCompleted: "FULL_COPY_COMPLETED"
    case .clockSuspect: "CLOCK_SUSPECT"
    case .clockTrusted: "CLOCK_TRUSTED"
    case .newIdentity: "NEW_IDENTITY"
    case .otherKey: "OTHER_KEY"
    case .awaitsApproval: "AWAITS_APPROVAL"
    case .evicted: "EVICTED"
    case .closed: "CLOSED"
    case .forgotten: "FORGOTTEN"
    case .conflictsRecorded: "CONFLICTS"
    case .incompatibleModel: "INCOMPATIBLE_MODEL"
    case .auditDifference: "AUDIT_DIFFERENCE"
    case .rowsDamaged: "ROWS_DAMAGED"
    case .auditRepaired: "AUDIT_REPAIRED"
    }
  }

  /// All codes, so that those that never came are counted as 0.
  static let codes = [
    "CLOCK_AHEAD", "EQUIVOCATION", "ROUND_RESTARTED", "RESYNC_REQUIRED", "FULL_COPY_COMPLETED",
    "CLOCK_SUSPECT", "CLOCK_TRUSTED", "NEW_IDENTITY", "OTHER_KEY", "AWAITS_APPROVAL", "EVICTED",
    "CLOSED", "FORGOTTEN", "CONFLICTS", "INCOMPATIBLE_MODEL", "AUDIT_DIFFERENCE", "ROWS_DAMAGED",
    "AUDIT_REPAIRED",
  ]
}

extension IdentityChange {
  /// Why, for people, and what to do.
  fileprivate var explanation: String {
    switch self {
    case .rolledBack:
      "its database was put back to an older state; what it lost comes back from its peers"
    case .cloned:
      "another process runs on a copy of its data folder; stop one of the two, remove its node.key, and start it again"
    case .startsOver(let reason): "it starts over on a full copy (\(reason))"
    }
  }
}
