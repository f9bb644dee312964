public import Documents

extension Replica {
  /// What the mesh has under names by which this node's model means something else; in the order of the catalogue.
  public var incompatibilities: [Incompatibility] { model.incompatibilities(in: catalog) }

  /// Reports what is newly known to be incompatible, once in the life of the process. It is no reason to break a link: the catalogue has
  /// numbers of its own for what is meant elsewhere, so it is kept and passed on, and all else replicates.
  mutating func reportIncompatibilities(met peer: ReplicaID) {
    for incompatibility in incompatibilities
    where reportedIncompatibilities.insert(incompatibility).inserted {
      actions.append(.report(.incompatibleModel(peer: peer, incompatibility)))
    }
  }
}
