/// Why a value is not one of a type.
public struct CoercionError: Error, Hashable, Sendable {
  /// What is wrong with it, as a sentence that names the type.
  public var message: String

  /// Makes an error.
  public init(_ message: String) { self.message = message }
}
