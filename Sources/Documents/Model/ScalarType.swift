/// The scalars of models.
public enum ScalarType: Sendable, Hashable {
  case string, int, float, boolean, id
  case dateTime, date, time, timestamp, bigInt, json
  /// An enum with these values.
  case enumeration(name: String, values: [String])

  /// The name in the schema.
  public var name: String {
    switch self {
    case .string: "String"
    case .int: "Int"
    case .float: "Float"
    case .boolean: "Boolean"
    case .id: "ID"
    case .dateTime: "DateTime"
    case .date: "Date"
    case .time: "Time"
    case .timestamp: "Timestamp"
    case .bigInt: "BigInt"
    case .json: "JSON"
    case .enumeration(let name, _): name
    }
  }

  /// The name in a catalogue: that in the schema, but `String` for enums, whose values may grow.
  public var catalogName: String {
    if case .enumeration = self { "String" } else { name }
  }
}
