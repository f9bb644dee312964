/// A field of an input object is given once (section 5.6.3).
final class UniqueInputFieldNames: ValidationRule {
  func enter(value: ValueNode, type: TypeReference?, _ context: ValidationContext) {
    for error in Self.mistakes(in: value) { context.add(error) }
  }

  /// The fields that are given twice within a value, however deep.
  static func mistakes(in value: ValueNode) -> [GraphQLError] {
    switch value {
    case .list(let items, _): return items.flatMap { mistakes(in: $0) }
    case .object(let fields, _):
      let own = RepeatedNames.find(fields.map(\.name)).map { name, first, again in
        GraphQLError(
          "There can be only one input field named \"\(name)\".", .validationFailed,
          locations: [first, again])
      }
      return own + fields.flatMap { mistakes(in: $0.value) }
    case .variable, .int, .float, .string, .boolean, .null, .enum: return []
    }
  }
}
