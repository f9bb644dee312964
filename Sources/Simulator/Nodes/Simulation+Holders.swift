import Documents
import Replication

/// What the disks of nodes hold, also of those that are down.
extension Simulation {
  /// A node with what its disk holds now.
  struct Holder {
    fileprivate let simulation: Simulation
    let node: SimulatedNode<Disk>
    fileprivate let disk: Disk
    fileprivate let lens: Lens

    /// Whether the node has what was written, or what has overwritten it. What a replica that was put back claims of itself says
    /// nothing; nor does it that a document is gone whose writes were discarded with it.
    func has(_ write: LoggedWrite) -> Bool {
      guard simulation.holds(node, write.document.type), let type = lens.types[write.document.type]
      else { return false }
      let stored = disk.withoutFaults {
        try? $0.store.base.document(write.document.id, type: type.number)
      }
      guard let stored = stored.flatMap(\.self) else {
        return simulation.holdsAll(node, write.document.type)
          && simulation.discarded[write.version] == nil
          && !simulation.putBack.contains(node.replicaID ?? write.version.replica)
          && node.knowledge.covers(write.version)
      }
      return write.slots.allSatisfy { slot, _ in
        type.slot(slot, of: stored.state).map { $0.stamp.version >= write.version } ?? false
      }
    }
  }

  /// All nodes whose disks can be read, but one.
  func holders(but index: Int? = nil) -> [Holder] {
    nodes.compactMap { node in
      guard node.index != index, let disk = node.disk.readable(schemas[node.schema].model),
        let record = disk.withoutFaults({ try? $0.store.base.record() }).flatMap(\.self)
      else { return nil }
      return Holder(
        simulation: self, node: node, disk: disk, lens: Lens(model, record.catalog))
    }
  }

  /// What the disk of a node says of the replica.
  func record(of node: SimulatedNode<Disk>) -> ReplicaRecord? {
    node.disk.readable(schemas[node.schema].model)?
      .withoutFaults { try? $0.store.base.record() }.flatMap(\.self)
  }
}
