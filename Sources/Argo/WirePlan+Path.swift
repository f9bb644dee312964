/// Paths of errors. On the wire each step is an index: of an element in its list, or of a field in its record.
extension WirePlan {
  /// The steps of a path that begins at a node, or nil if it leads nowhere.
  func wirePath(of path: [ArgoValue], from start: Int) -> [Int]? {
    var node = start
    var steps: [Int] = []
    for step in path {
      switch (resolve(node), step) {
      case (.array(let element), .int(let index)):
        guard let index = Int(exactly: index), index >= 0 else { return nil }
        steps.append(index)
        node = element
      case (.record(let range), .string(let name)):
        guard let index = fields[range].firstIndex(where: { $0.name.hasSameBytes(as: name) }) else {
          return nil
        }
        steps.append(index - range.lowerBound)
        node = fields[index].node
      default: return nil
      }
    }
    return steps
  }

  /// The path whose steps were read, or nil if it leads nowhere.
  func path(of steps: [Int], from start: Int) -> [ArgoValue]? {
    var node = start
    var path: [ArgoValue] = []
    for step in steps {
      switch resolve(node) {
      case .array(let element):
        guard step >= 0 else { return nil }
        path.append(.int(Int64(step)))
        node = element
      case .record(let range):
        guard step >= 0, step < range.count else { return nil }
        let field = fields[range.lowerBound + step]
        path.append(.string(field.name))
        node = field.node
      default: return nil
      }
    }
    return path
  }

  private func resolve(_ node: Int) -> Node {
    var node = node
    while case .nullable(let value, _) = nodes[node] { node = value }
    return nodes[node]
  }
}
