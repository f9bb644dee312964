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
    case .fullCopyCompleted(let peer):
      logger.info("the full copy is complete", metadata: ["peer": "\(peer)"])
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
    }
  }

  /// All codes, so that those that never came are counted as 0.
  static let codes = [
    "CLOCK_AHEAD", "EQUIVOCATION", "ROUND_RESTARTED", "RESYNC_REQUIRED", "FULL_COPY_COMPLETED",
    "CLOCK_SUSPECT", "CLOCK_TRUSTED",
  ]
}
