/// How the values of an operation's response are written: the type system of Argo 1.2.
///
/// A wire type comes from a schema and an operation, or is put together by hand for a fixed operation.
public indirect enum WireType: Hashable, Sendable {
  /// A string in UTF-8.
  case string
  /// A boolean.
  case boolean
  /// An integer of variable length, up to 64 bits here.
  case varint
  /// A floating-point number of 64 bits.
  case float64
  /// A byte string.
  case bytes
  /// A byte string of a fixed length.
  case fixed(length: Int)
  /// A scalar that is stored with others of its GraphQL type, repeated strings once if `deduplicates`.
  case block(WireType, key: String, deduplicates: Bool)
  /// A list.
  case array(WireType)
  /// A value or null.
  case nullable(WireType)
  /// A selection set: its fields in a fixed order.
  case record([Field])
  /// A value that says its own type.
  case desc
  /// The path of an error, in a list of indices.
  case path
  /// An error: a record, or a self-describing value in a message with ``ArgoModes/selfDescribingErrors``.
  case error

  /// A field of a record.
  public struct Field: Hashable, Sendable {
    /// The response name: the alias, or else the name.
    public var name: String
    /// The type of its value.
    public var type: WireType
    /// Whether a response may lack the field.
    public var isOmittable: Bool

    /// Makes a field.
    public init(_ name: String, _ type: WireType, isOmittable: Bool = false) {
      self.name = name
      self.type = type
      self.isOmittable = isOmittable
    }
  }

  /// Whether values begin with a label, so that null needs no marker of its own.
  public var isLabeled: Bool {
    switch self {
    case .nullable, .string, .boolean, .bytes, .array: true
    case .block(let type, _, _): type.isLabeled
    case .varint, .float64, .fixed, .record, .desc, .path, .error: false
    }
  }

  /// Whether strings of a scalar type are stored once unless the schema says otherwise.
  var deduplicatesByDefault: Bool {
    switch self {
    case .string, .bytes: true
    case .boolean, .varint, .float64, .fixed, .block, .array, .nullable, .record, .desc, .path,
      .error:
      false
    }
  }

  /// The type of a response whose data have the given type.
  ///
  /// - Parameters:
  ///   - data: the record of the operation's selection set.
  ///   - errors: the type of one error; `desc` is what a response with self-describing errors has.
  ///   - hasExtensions: whether the response may have `extensions`, as a last omittable field.
  public static func response(
    data: WireType, errors: WireType = .desc, hasExtensions: Bool = false
  ) -> WireType {
    var fields = [
      Field("data", .nullable(data)),
      Field("errors", .nullable(.array(errors)), isOmittable: true),
    ]
    if hasExtensions { fields.append(Field("extensions", .desc, isOmittable: true)) }
    return .record(fields)
  }
}
