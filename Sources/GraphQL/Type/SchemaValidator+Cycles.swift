extension SchemaValidator {
  /// Input objects that can't be written down: chains of required fields, and of default values,
  /// that come back to where they began.
  mutating func checkInputCycles() {
    var done: Set<String> = []
    for case .inputObject(let type) in schema.types {
      var path: [String] = []
      walk(type, path: &path, done: &done)
    }
    var finished: Set<String> = []
    for case .inputObject(let type) in schema.types {
      for field in type.fields where field.defaultValue != nil {
        var open: [String] = []
        walkDefault(of: field, in: type, open: &open, finished: &finished)
      }
    }
  }

  private mutating func walk(
    _ type: InputObjectType, path: inout [String], done: inout Set<String>
  ) {
    guard done.insert(type.name).inserted else { return }
    path.append(type.name)
    for field in type.fields {
      guard case .nonNull(.named(let name)) = field.type,
        case .inputObject(let next)? = schema.type(named: name)
      else { continue }
      if let start = path.firstIndex(of: name) {
        let names = (path[start...] + [name]).joined(separator: "\" → \"")
        report(
          "Cannot reference input object \"\(name)\" within itself through non-null fields: "
            + "\"\(names)\".",
          field.location)
      } else {
        walk(next, path: &path, done: &done)
      }
    }
    path.removeLast()
  }

  private mutating func walkDefault(
    of field: InputValueDefinition, in type: InputObjectType, open: inout [String],
    finished: inout Set<String>
  ) {
    let coordinate = "\(type.name).\(field.name)"
    if open.contains(coordinate) {
      report("The default value of \"\(coordinate)\" refers to itself.", field.location)
      return
    }
    guard !finished.contains(coordinate), let literal = field.defaultValue else { return }
    open.append(coordinate)
    walk(literal, field.type, open: &open, finished: &finished)
    open.removeLast()
    finished.insert(coordinate)
  }

  private mutating func walk(
    _ literal: ValueNode, _ type: TypeReference, open: inout [String],
    finished: inout Set<String>
  ) {
    if case .list(let items, _) = literal, let inner = type.itemType {
      for item in items { walk(item, inner, open: &open, finished: &finished) }
      return
    }
    guard case .object(let nodes, _) = literal,
      case .inputObject(let input)? = schema.type(named: type.typeName)
    else { return }
    for field in input.fields {
      if let node = nodes.first(where: { $0.name.value == field.name }) {
        walk(node.value, field.type, open: &open, finished: &finished)
      } else {
        walkDefault(of: field, in: input, open: &open, finished: &finished)
      }
    }
  }
}
