/// Why a scalar of a client is not one of its type.
public struct ScalarError: Error, Hashable, CustomStringConvertible {
  /// A sentence without the name of the field, such as `Int cannot represent 1.5: it is not a whole number`.
  public let description: String
}
