import Documents
import Replication

/// The rule of DESIGN section 7, "Rollback", where commits are answered before they are durable: as the daemon does it.
extension Simulation {
  /// Decides whether a node that starts may go on under its ReplicaID. What it has answered and lost only others can know.
  func judgeLastRun(_ node: SimulatedNode<Disk>) throws(StoreError) {
    guard let stored = try node.disk.storedMarker(), options.sabotage != .runMarkerIgnored else {
      return
    }
    switch IdentityDecision(stored: stored, file: node.runRecord, boot: "\(node.powerCuts)") {
    case .keep: break
    case .takeNew(let danger):
      tell(nodes: [node.index], "\(node.name) takes a new ReplicaID: \(danger.rawValue)")
      if danger == .tailLost { mark(.identityTaken) }
      becomeNew(node)
      noteLost()
    }
  }

  /// Marks the database and the file beside it with the run that begins.
  func markRun(_ node: SimulatedNode<Disk>, _ random: inout KeyedRandom) throws(StoreError) {
    guard try node.disk.storedMarker() != nil else { return }
    let marker = RunMarker.random(using: &random)
    try node.disk.mark(marker)
    node.runRecord = RunRecord(
      marker: marker, isDurable: false, isClean: false, boot: "\(node.powerCuts)")
  }
}
