/// Turns the selections of a valid operation into plans, one for each object type that can occur.
///
/// Fields are collected as the specification says, but for all values of variables at once: each
/// field keeps the condition under which it is included. Equal selections share one plan, and the
/// number of planned fields is limited, so that no operation makes a plan that is much larger than
/// itself.
struct Planner {
  let schema: Schema
  let limits: QueryLimits
  let fragments: [String: FragmentNode]
  private(set) var fields: [PlannedField] = []
  private(set) var selectionCount = 0
  private(set) var objectCount = 0
  private(set) var conditions: [Condition] = []
  private(set) var boundArguments: [BoundArguments] = []
  private var conditionIDs: [Condition: Int] = [:]
  private var selections: [SelectionKey: SelectionPlan] = [:]
  private var steps = 0

  /// A selection set, and the variables on which it depends.
  struct Source: Hashable {
    var set: SelectionSetNode
    var terms: [Condition.Term]

    static func == (left: Source, right: Source) -> Bool {
      left.set.id == right.set.id && left.terms == right.terms
    }

    func hash(into hasher: inout Hasher) {
      hasher.combine(set.id)
      hasher.combine(terms)
    }
  }

  private struct SelectionKey: Hashable {
    var typeName: String
    var sources: [Source]
  }

  /// The fields with one response key.
  private struct Group {
    var key: String
    var nodes: [(node: FieldNode, terms: [Condition.Term], sequence: Int)]
  }

  init(schema: Schema, document: DocumentNode, limits: QueryLimits) {
    self.schema = schema
    self.limits = limits
    fragments = Dictionary(
      document.fragments.map { ($0.name.value, $0) }, uniquingKeysWith: { first, _ in first })
  }

  mutating func root(_ operation: OperationNode, type: ObjectType) throws(GraphQLError)
    -> ObjectPlan
  {
    try object(type, [Source(set: operation.selectionSet, terms: [])], depth: 0)
  }

  private mutating func object(_ type: ObjectType, _ sources: [Source], depth: Int)
    throws(GraphQLError) -> ObjectPlan
  {
    guard depth <= limits.levels else { throw tooLarge() }
    var groups: [Group] = []
    var indexes: [String: Int] = [:]
    var visited: Set<String> = []
    for source in sources {
      try collect(
        source.set, terms: source.terms, on: type, groups: &groups, indexes: &indexes,
        visited: &visited)
    }
    var planned: [PlannedField] = []
    planned.reserveCapacity(groups.count)
    for group in groups {
      planned.append(try field(group, on: type, position: planned.count, depth: depth))
    }
    defer { objectCount += 1 }
    return ObjectPlan(id: objectCount, type: type, fields: planned)
  }

  private mutating func step() throws(GraphQLError) {
    steps += 1
    if steps > limits.plannedFields { throw tooLarge() }
  }

  private func tooLarge() -> GraphQLError {
    GraphQLError(
      "The operation selects more than \(limits.plannedFields) fields, counted over all types.",
      .limitExceeded)
  }

  private mutating func collect(
    _ set: SelectionSetNode, terms: [Condition.Term], on type: ObjectType,
    groups: inout [Group], indexes: inout [String: Int], visited: inout Set<String>
  ) throws(GraphQLError) {
    for selection in set.selections {
      try step()
      switch selection {
      case .field(let node):
        guard let terms = terms.adding(node.directives) else { continue }
        let key = node.responseKey
        if let index = indexes[key] {
          groups[index].nodes.append((node, terms, steps))
        } else {
          indexes[key] = groups.count
          groups.append(Group(key: key, nodes: [(node, terms, steps)]))
        }
      case .inlineFragment(let node):
        guard let terms = terms.adding(node.directives) else { continue }
        if let condition = node.typeCondition, !schema.isPossible(type.name, of: condition.value) {
          continue
        }
        try collect(
          node.selectionSet, terms: terms, on: type, groups: &groups, indexes: &indexes,
          visited: &visited)
      case .spread(let node):
        guard let terms = terms.adding(node.directives),
          let fragment = fragments[node.name.value]
        else { continue }
        // Under another condition the fragment must be gone through again.
        guard !visited.contains(node.name.value),
          visited.insert(visitKey(node.name.value, terms)).inserted,
          schema.isPossible(type.name, of: fragment.typeCondition.value)
        else { continue }
        try collect(
          fragment.selectionSet, terms: terms, on: type, groups: &groups, indexes: &indexes,
          visited: &visited)
      }
    }
  }

  private func visitKey(_ name: String, _ terms: [Condition.Term]) -> String {
    terms.isEmpty
      ? name : name + terms.map { " \($0.variable) \($0.value)" }.joined()
  }

  private mutating func field(
    _ group: Group, on type: ObjectType, position: Int, depth: Int
  ) throws(GraphQLError) -> PlannedField {
    try step()
    let first = group.nodes[0].node
    guard let definition = schema.field(named: first.name.value, of: .object(type)) else {
      throw GraphQLError(
        "Cannot query field \"\(first.name.value)\" on type \"\(type.name)\".",
        .validationFailed, locations: [first.location])
    }
    let condition = conditionID(of: group.nodes.map(\.terms))
    var selection: SelectionPlan?
    let sources = sources(of: group, isConditional: condition >= 0)
    if !sources.isEmpty {
      selection = try self.selection(definition.type.typeName, sources, depth: depth + 1)
    }
    let shape = Shape(definition.type, in: schema)
    var occurrences: [PlannedField.Occurrence] = []
    for (_, terms, sequence) in group.nodes {
      occurrences.append(.init(sequence: sequence, condition: conditionID(of: [terms])))
    }
    let field = PlannedField(
      id: fields.count, position: position, responseKey: group.key, definition: definition,
      parentTypeName: type.name, locations: group.nodes.map(\.node.location),
      selection: selection, shape: shape, meta: meta(first.name.value), condition: condition,
      arguments: try arguments(first, definition), occurrences: occurrences)
    fields.append(field)
    return field
  }

  private func meta(_ name: String) -> PlannedField.Meta {
    switch name {
    case "__typename": .typename
    case "__schema": .schema
    case "__type": .type
    default: .none
    }
  }

  /// What is selected beneath a group. Where one selection is left out while another stays, what is
  /// beneath keeps the condition of its own one.
  private func sources(of group: Group, isConditional: Bool) -> [Source] {
    let all = group.nodes
    let same = all.allSatisfy { $0.terms == all[0].terms }
    return all.compactMap { node, terms, _ in
      node.selectionSet.map { Source(set: $0, terms: same ? [] : terms) }
    }
  }

  private mutating func selection(_ typeName: String, _ sources: [Source], depth: Int)
    throws(GraphQLError) -> SelectionPlan
  {
    let key = SelectionKey(typeName: typeName, sources: sources)
    if let known = selections[key] { return known }
    var objects: [ObjectPlan] = []
    for type in schema.possibleTypes(of: typeName) {
      objects.append(try object(type, sources, depth: depth))
    }
    let plan = SelectionPlan(id: selectionCount, typeName: typeName, objects: objects)
    selectionCount += 1
    selections[key] = plan
    return plan
  }

  private mutating func conditionID(of alternatives: [[Condition.Term]]) -> Int {
    if alternatives.contains(where: \.isEmpty) { return -1 }
    var unique: [[Condition.Term]] = []
    for terms in alternatives where !unique.contains(terms) { unique.append(terms) }
    let condition = Condition(alternatives: unique)
    if let id = conditionIDs[condition] { return id }
    conditionIDs[condition] = conditions.count
    conditions.append(condition)
    return conditions.count - 1
  }

  private mutating func arguments(_ node: FieldNode, _ definition: FieldDefinition)
    throws(GraphQLError) -> PlannedField.ArgumentsPlan
  {
    if definition.arguments.isEmpty { return .constant(.none) }
    let coercion = InputCoercion(schema: schema)
    var items: [BoundArguments.Item] = []
    var values: [JSON?] = []
    for argument in definition.arguments {
      guard let given = node.arguments.first(where: { $0.name.value == argument.name }) else {
        let value = coercion.defaultValue(of: argument)
        items.append(.constant(value))
        values.append(value)
        continue
      }
      if given.value.hasVariables {
        items.append(.literal(given.value))
        continue
      }
      guard let value = coercion.coerce(literal: given.value, to: argument.type, variables: [:])
      else {
        throw GraphQLError(
          "Argument \"\(argument.name)\" has invalid value \(given.value).", .validationFailed,
          locations: [given.value.location])
      }
      items.append(.constant(value))
      values.append(value)
    }
    if values.count == items.count {
      return .constant(Arguments(definitions: definition.arguments, values: values))
    }
    boundArguments.append(BoundArguments(definitions: definition.arguments, items: items))
    return .bound(boundArguments.count - 1)
  }
}

extension [Condition.Term] {
  /// These terms and those of `@skip` and `@include`; `nil` if they can never hold together.
  fileprivate func adding(_ directives: [DirectiveNode]) -> [Condition.Term]? {
    var terms = self
    for directive in directives {
      let wanted: Bool
      switch directive.name.value {
      case "skip": wanted = false
      case "include": wanted = true
      default: continue
      }
      switch directive.argument("if") {
      case .boolean(let flag, _)?: if flag != wanted { return nil }
      case .variable(let name)?:
        if terms.contains(.init(variable: name.value, value: !wanted)) { return nil }
        let term = Condition.Term(variable: name.value, value: wanted)
        if !terms.contains(term) { terms.append(term) }
      case .int?, .float?, .string?, .null?, .enum?, .list?, .object?, nil: continue
      }
    }
    return terms
  }
}
