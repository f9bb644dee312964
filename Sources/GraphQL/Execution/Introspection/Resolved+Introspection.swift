extension BoundField {
  /// The argument that all lists of introspection have.
  var includesDeprecated: Bool { arguments["includeDeprecated"]?.boolValue ?? false }
}

extension Resolved {
  static func text(_ text: String?) -> Resolved { text.map { .string($0) } ?? .null }

  static func inputs(
    _ values: [InputValueDefinition], _ field: BoundField, _ schema: Schema
  ) -> Resolved {
    .list(
      values.filter { field.includesDeprecated || $0.deprecationReason == nil }
        .map { .object(InputValueObject(schema: schema, value: $0)) })
  }
}
