/// Fields with one response key can be merged into one (section 5.3.2).
///
/// All selections of a response key, from wherever fragments bring them together, are looked at as
/// one set, rather than pair by pair: first whether all have one shape, then, for those that one
/// object can have at once, whether all are the same field with the same arguments. Sets that were
/// looked at before are skipped, and the number of steps is limited.
final class OverlappingFieldsCanBeMerged {
  private let context: ValidationContext
  private var checked: Set<[Int]> = []
  private var expansions: [Int: [Selected]] = [:]
  private var steps = 0
  /// The pairs of fields that were reported: those of different shapes are mostly different fields,
  /// too.
  private var reported: Set<[Int]> = []
  /// The response keys down to where the comparison is.
  private var path: [String] = []

  /// A field, and the type whose selection set it stands in.
  private struct Selected {
    var node: FieldNode
    var parent: NamedType?
    var definition: FieldDefinition?
  }

  private var stepLimit: Int { context.limits.comparisons }

  init(_ context: ValidationContext) { self.context = context }

  func check() {
    for operation in context.document.operations {
      let type = context.schema.rootType(of: operation.kind).map { NamedType.object($0) }
      let fields = fields(of: operation.selectionSet, type)
      checkShapes(fields)
      checked.removeAll(keepingCapacity: true)
      checkSameness(fields)
      checked.removeAll(keepingCapacity: true)
    }
    if steps > stepLimit {
      context.report(
        "The fields of the document overlap in too many ways to be checked.", .limitExceeded,
        at: [])
    }
  }

  /// The fields of a selection set with those of its fragments, each once.
  private func fields(of set: SelectionSetNode, _ parent: NamedType?) -> [Selected] {
    if let known = expansions[set.id] { return known }
    var found: [Selected] = []
    var visited: Set<String> = []
    collect(set, parent, &found, &visited)
    expansions[set.id] = found
    return found
  }

  private func collect(
    _ set: SelectionSetNode, _ parent: NamedType?, _ found: inout [Selected],
    _ visited: inout Set<String>
  ) {
    for selection in set.selections {
      steps += 1
      guard steps <= stepLimit else { return }
      switch selection {
      case .field(let node):
        let definition = parent.flatMap { context.schema.field(named: node.name.value, of: $0) }
        found.append(Selected(node: node, parent: parent, definition: definition))
      case .inlineFragment(let node):
        let type = node.typeCondition.map { context.schema.type(named: $0.value) } ?? parent
        collect(node.selectionSet, type, &found, &visited)
      case .spread(let node):
        guard visited.insert(node.name.value).inserted,
          let fragment = context.fragments[node.name.value]
        else { continue }
        let type = context.schema.type(named: fragment.typeCondition.value)
        collect(fragment.selectionSet, type, &found, &visited)
      }
    }
  }

  private func groups(_ fields: [Selected]) -> [[Selected]] {
    var indexes: [String: Int] = [:]
    var groups: [[Selected]] = []
    for field in fields {
      let key = field.node.responseKey
      if let index = indexes[key] {
        groups[index].append(field)
      } else {
        indexes[key] = groups.count
        groups.append([field])
      }
    }
    return groups
  }

  /// What is selected beneath all fields of a group; each field once.
  private func children(of group: [Selected]) -> [Selected] {
    var seen: Set<Int> = []
    var all: [Selected] = []
    for field in group {
      guard let set = field.node.selectionSet else { continue }
      let type = field.definition.flatMap { context.schema.type(named: $0.type.typeName) }
      for child in fields(of: set, type) where seen.insert(child.node.id).inserted {
        all.append(child)
      }
    }
    steps += all.count + 1
    return all
  }

  /// Whether a set of fields is looked at for the first time.
  private func isNew(_ fields: [Selected]) -> Bool {
    steps += fields.count
    return steps <= stepLimit && checked.insert(fields.map(\.node.id).sorted()).inserted
  }

  private func checkShapes(_ fields: [Selected]) {
    for group in groups(fields) where isNew(group) {
      path.append(group[0].node.responseKey)
      defer { path.removeLast() }
      for other in group.dropFirst() {
        guard let a = group[0].definition?.type, let b = other.definition?.type,
          !hasSameShape(a, b)
        else { continue }
        report(
          "they return conflicting types \"\(a)\" and \"\(b)\"", group[0].node, other.node)
        break
      }
      let children = children(of: group)
      if !children.isEmpty { checkShapes(children) }
    }
  }

  private func hasSameShape(_ a: TypeReference, _ b: TypeReference) -> Bool {
    switch (a, b) {
    case (.nonNull(let a), .nonNull(let b)), (.list(let a), .list(let b)): hasSameShape(a, b)
    case (.named(let a), .named(let b)):
      a == b
        || (context.schema.type(named: a)?.isComposite == true
          && context.schema.type(named: b)?.isComposite == true)
    case (.nonNull, _), (.list, _), (.named, _): false
    }
  }

  private func checkSameness(_ fields: [Selected]) {
    for group in groups(fields) {
      path.append(group[0].node.responseKey)
      defer { path.removeLast() }
      for set in setsOfOneObject(group) where isNew(set) {
        for other in set.dropFirst() {
          guard let reason = difference(set[0].node, other.node) else { continue }
          report(reason, set[0].node, other.node)
          break
        }
        let children = children(of: set)
        if !children.isEmpty { checkSameness(children) }
      }
    }
  }

  /// The fields that one object can have at once: those on its own type, and those on abstract
  /// types.
  private func setsOfOneObject(_ group: [Selected]) -> [[Selected]] {
    var abstract: [Selected] = []
    var names: [String] = []
    var byType: [String: [Selected]] = [:]
    for field in group {
      if case .object(let type)? = field.parent {
        if byType[type.name] == nil { names.append(type.name) }
        byType[type.name, default: []].append(field)
      } else {
        abstract.append(field)
      }
    }
    if names.isEmpty { return [abstract] }
    return names.map { abstract + (byType[$0] ?? []) }
  }

  private func difference(_ a: FieldNode, _ b: FieldNode) -> String? {
    if a.name.value != b.name.value {
      return "\"\(a.name.value)\" and \"\(b.name.value)\" are different fields"
    }
    return sameArguments(a.arguments, b.arguments) ? nil : "they have differing arguments"
  }

  private func sameArguments(_ a: [ArgumentNode], _ b: [ArgumentNode]) -> Bool {
    a.count == b.count
      && a.allSatisfy { argument in
        b.contains {
          $0.name.value == argument.name.value && sameValue($0.value, argument.value)
        }
      }
  }

  private func sameValue(_ a: ValueNode, _ b: ValueNode) -> Bool {
    switch (a, b) {
    case (.object(let a, _), .object(let b, _)):
      a.count == b.count
        && a.allSatisfy { field in
          b.contains { $0.name.value == field.name.value && sameValue($0.value, field.value) }
        }
    case (.list(let a, _), .list(let b, _)):
      a.count == b.count && zip(a, b).allSatisfy { sameValue($0, $1) }
    case (.string(let a, _, _), .string(let b, _, _)): sameBytes(a, b)
    default: sameBytes(a.description, b.description)
    }
  }

  private func report(_ reason: String, _ a: FieldNode, _ b: FieldNode) {
    guard reported.insert([a.id, b.id]).inserted else { return }
    context.report(
      "Fields \"\(path.joined(separator: "."))\" conflict because \(reason). Use different "
        + "aliases on the fields to fetch both if this was intentional.",
      at: [a.location, b.location])
  }
}
