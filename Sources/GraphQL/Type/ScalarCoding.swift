/// How values of a custom scalar come in and go out.
public struct ScalarCoding: Sendable {
  /// Checks a value that came in as a variable or literal, never null, and brings it to the form
  /// that resolvers see.
  public var parse: @Sendable (JSON) throws(CoercionError) -> JSON

  /// Checks a resolved leaf, never null, and brings it to the form that clients see; `nil` when
  /// leaves are written as they are, which is much faster.
  public var serialize: (@Sendable (JSON) throws(CoercionError) -> JSON)?

  /// Makes a coding.
  public init(
    parse: @escaping @Sendable (JSON) throws(CoercionError) -> JSON,
    serialize: (@Sendable (JSON) throws(CoercionError) -> JSON)? = nil
  ) {
    self.parse = parse
    self.serialize = serialize
  }

  /// Takes and gives every value as it is.
  public static let passThrough = ScalarCoding(parse: { value throws(CoercionError) in value })

  /// Takes strings only, which another rule may check further, and gives values as they are.
  public static func string(
    _ name: String, check: @escaping @Sendable (String) throws(CoercionError) -> String
  ) -> ScalarCoding {
    ScalarCoding(parse: { value throws(CoercionError) in
      guard case .string(let text) = value else {
        throw CoercionError("\(name) cannot represent a non string value: \(value)")
      }
      return .string(try check(text))
    })
  }
}
