extension SchemaValidator {
  /// Input objects that can't be written down: those that need themselves through fields that must
  /// be given, or through default values.
  func checkInputCycles() {
    let inputs = schema.types.compactMap { type in
      if case .inputObject(let input) = type { input } else { nil }
    }
    checkRequiredCycles(inputs)
    checkDefaultCycles(inputs)
  }

  private func checkRequiredCycles(_ inputs: [InputObjectType]) {
    let schema = schema
    let cycles = StronglyConnected.cycles(from: inputs.map(\.name)) { name in
      guard case .inputObject(let input)? = schema.type(named: name) else { return [] }
      return input.fields.compactMap { Self.requiredInput($0, in: schema)?.name }
    }
    for cycle in cycles {
      let members = Set(cycle)
      for name in cycle {
        guard case .inputObject(let input)? = schema.type(named: name) else { continue }
        for field in input.fields {
          guard let next = Self.requiredInput(field, in: schema), members.contains(next.name) else {
            continue
          }
          report(
            "Cannot reference input object \"\(next.name)\" within itself through non-null "
              + "fields: \"\(name).\(field.name)\" must be nullable or a list.",
            field.location)
        }
      }
    }
  }

  /// The input object that every value of the field contains, if there is one.
  private static func requiredInput(_ field: InputValueDefinition, in schema: Schema)
    -> InputObjectType?
  {
    guard case .nonNull(.named(let name)) = field.type,
      case .inputObject(let input)? = schema.type(named: name)
    else { return nil }
    return input
  }

  private struct InputField: Hashable {
    var type: String
    var field: String
  }

  private func checkDefaultCycles(_ inputs: [InputObjectType]) {
    let schema = schema
    func definition(of node: InputField) -> InputValueDefinition? {
      guard case .inputObject(let input)? = schema.type(named: node.type) else { return nil }
      return input.field(named: node.field)
    }
    let roots = inputs.flatMap { input in
      input.fields.filter { $0.defaultValue != nil }
        .map { InputField(type: input.name, field: $0.name) }
    }
    let cycles = StronglyConnected.cycles(from: roots) { node in
      guard let field = definition(of: node), let value = field.defaultValue else { return [] }
      return Self.defaults(takenBy: value, as: field.type, in: schema)
    }
    for node in cycles.joined() {
      guard let field = definition(of: node) else { continue }
      report(
        "The default value of \"\(node.type).\(node.field)\" refers to itself.", field.location)
    }
  }

  /// The fields whose default values complete a literal. The recursion is bounded by the nesting of
  /// the literal.
  private static func defaults(
    takenBy literal: ValueNode, as type: TypeReference, in schema: Schema
  ) -> [InputField] {
    if case .list(let items, _) = literal {
      guard let inner = type.itemType else { return [] }
      return items.flatMap { defaults(takenBy: $0, as: inner, in: schema) }
    }
    guard case .object(let nodes, _) = literal,
      case .inputObject(let input)? = schema.type(named: type.typeName)
    else { return [] }
    return input.fields.flatMap { field in
      if let node = nodes.first(where: { $0.name.value == field.name }) {
        return defaults(takenBy: node.value, as: field.type, in: schema)
      }
      return field.defaultValue == nil ? [] : [InputField(type: input.name, field: field.name)]
    }
  }
}
