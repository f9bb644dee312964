/// The coerced arguments of a field: of each the given value, or its default, or none.
public struct Arguments: Sendable {
  /// The definitions, in the order of the schema.
  public let definitions: [InputValueDefinition]
  /// The values in the same order; `nil` for an argument that was not given and has no default.
  public let values: [JSON?]

  static let none = Arguments(definitions: [], values: [])

  init(definitions: [InputValueDefinition], values: [JSON?]) {
    self.definitions = definitions
    self.values = values
  }

  /// The value of an argument; `nil` if it was not given and has no default, `.null` if null was
  /// given.
  public subscript(name: String) -> JSON? {
    for (index, definition) in definitions.enumerated() where sameBytes(definition.name, name) {
      return values[index]
    }
    return nil
  }

  /// The arguments that have values, in the order of the schema.
  public var object: JSONObject {
    var object = JSONObject()
    for (definition, value) in zip(definitions, values) {
      if let value { object.append(key: definition.name, value: value) }
    }
    return object
  }
}
