import Documents
import Yams

extension Model {
  /// Reads the types of a scenario: `Type: { merge: FIELD, fields: { name: String, tags: [String], … } }`.
  init(reading types: ScenarioReader) throws(ScenarioError) {
    var types = types
    self.init(types: [])
    guard !types.keys.isEmpty else {
      throw ScenarioError(file: types.file, line: nil, message: "model has no types")
    }
    for name in types.keys {
      guard var section = try types.mapping(name) else { continue }
      var type = TypeModel(name: name, plural: name + "s", fields: [])
      try section.text("plural", &type.plural)
      try section.choice("merge", &type.merge)
      if var fields = try section.mapping("fields") {
        for field in fields.keys {
          let kind = try FieldType(reading: field, of: name, &fields)
          type.fields.append(FieldModel(name: field, type: kind))
        }
      }
      guard !type.fields.isEmpty else {
        throw ScenarioError(file: types.file, line: nil, message: "model.\(name) has no fields")
      }
      try section.end(known: ["merge", "fields", "plural"])
      self.types.append(type)
    }
  }

  /// The lines from which ``init(reading:)`` reads the same model; what a scenario can't say of a model is left out.
  var scenarioLines: [String] {
    types.flatMap { type in
      ["\(YAMLText(type.name)):"]
        + (type.merge == .field ? [] : ["  merge: \(type.merge.rawValue)"])
        + (type.plural == type.name + "s" ? [] : ["  plural: \(YAMLText(type.plural))"])
        + ["  fields:"]
        + type.fields.map {
          "    \(YAMLText($0.name)): \($0.type.scenarioText($0.name, of: type.name))"
        }
    }
  }
}

extension FieldType {
  /// The scalars by their names in the schema.
  private static let scalars: [ScalarType] = [
    .string, .int, .float, .boolean, .id, .dateTime, .date, .time, .timestamp, .bigInt, .json,
  ]

  /// What an enumeration is called that a scenario gives no name.
  private static func enumerationName(_ field: String, of type: String) -> String {
    type + field.prefix(1).uppercased() + field.dropFirst()
  }

  /// Reads the type of a field: a scalar, `{ enum: [A, B] }`, or a list of either, as `[Int]`.
  fileprivate init(
    reading field: String, of type: String, _ fields: inout ScenarioReader
  ) throws(ScenarioError) {
    let names = Self.scalars.map(\.name).joined(separator: ", ")
    let expected = "must be of \(names), { enum: [A, B] }, or a list of one of these, as [Int]"
    guard let (node, error) = fields.value(field, expected) else {
      preconditionFailure("the field is one of the reader's keys")
    }
    var element = node
    var isList = false
    if case .sequence(let sequence) = node {
      guard sequence.count == 1 else { throw error }
      element = sequence[0]
      isList = true
    }
    if case .mapping = element {
      var section = try ScenarioReader(
        element, path: "model.\(type).fields.\(field)", file: fields.file)
      var name = Self.enumerationName(field, of: type)
      try section.text("name", &name)
      let values = try section.texts("enum")
      try section.end(known: ["enum", "name"])
      guard !values.isEmpty else { throw error }
      self.init(.enumeration(name: name, values: values), isList: isList)
    } else {
      guard let scalar = Self.scalars.first(where: { $0.name == element.string }) else {
        throw error
      }
      self.init(scalar, isList: isList)
    }
  }

  fileprivate func scenarioText(_ field: String, of type: String) -> String {
    var text = scalar.name
    if case .enumeration(let name, let values) = scalar {
      let list = values.map { "\(YAMLText($0))" }.joined(separator: ", ")
      let isNamed = name != Self.enumerationName(field, of: type)
      text = "{ enum: [\(list)]\(isNamed ? ", name: \(YAMLText(name))" : "") }"
    }
    return isList ? "[\(text)]" : text
  }
}
