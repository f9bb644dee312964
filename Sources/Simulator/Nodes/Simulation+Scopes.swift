import Documents
import Replication

/// Nodes that hold but some of the types.
extension Simulation {
  /// What a node is to hold: the partial ones stand behind the first, and hold one type or more, but not all.
  func scope(ofNode index: Int) -> ReplicationScope {
    guard 1...max(scenario.partialNodes, 1) ~= index, scenario.partialNodes > 0 else {
      return .everything
    }
    let names = Set(model.types.map(\.name)).sorted()
    var random = KeyedRandom(seed: seed, .scope, UInt64(index))
    let kept = names.filter { _ in random.chance(0.5) }
    let isProper = !kept.isEmpty && (kept.count < names.count || names.count == 1)
    return .init(types: isProper ? kept : [random.pick(names)])
  }

  /// Whether the documents of a type are to be held by a node.
  func holds(_ node: SimulatedNode<Disk>, _ type: Int) -> Bool {
    node.scope.holds(typeNamed: model.types[type].name)
  }

  /// Nodes with a full one first, if there is any: the one that others are compared with.
  func fullFirst(_ nodes: [SimulatedNode<Disk>]) -> [SimulatedNode<Disk>] {
    nodes.filter { !$0.scope.isPartial } + nodes.filter(\.scope.isPartial)
  }

  /// Whether a node knows what a full one knows. What only the dead had written outside of its scope a partial one may know of, and
  /// nobody takes its word for that.
  func knows(_ node: SimulatedNode<Disk>, _ all: Knowledge) -> Bool {
    guard let knowledge = node.replica?.knowledge else { return false }
    guard node.scope.isPartial, !abandoned.isEmpty else { return knowledge == all }
    return knowledge.covers(all)
      && knowledge.entries.allSatisfy { abandoned.contains($0.replica) || all.covers($0) }
  }

  /// In the end: a partial node holds nothing of other types than its own.
  func checkScope(_ node: SimulatedNode<Disk>) {
    for (index, type) in node.lens.types.enumerated() where !holds(node, index) {
      guard let type else { continue }
      forEachDocument(of: type, at: node, in: node.disk.store.base, .byID(after: nil)) { state in
        fail(
          .scope, nodes: [node.index], document: state.id,
          "\(node.name) holds \(type.name) \(state.id), and replicates \(node.scope.summary)")
      }
    }
  }
}
