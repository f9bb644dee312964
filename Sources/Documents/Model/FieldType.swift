/// The type of a stored field.
public struct FieldType: Sendable, Hashable {
  /// The scalar, of the list's elements if it is a list.
  public var scalar: ScalarType
  /// Whether the field is a list.
  public var isList: Bool

  /// A scalar or a list of it.
  public init(_ scalar: ScalarType, isList: Bool = false) {
    self.scalar = scalar
    self.isList = isList
  }

  /// As in a catalogue: `Int`, `[String]`; enums are `String`.
  public var catalogName: String { isList ? "[\(scalar.catalogName)]" : scalar.catalogName }
}
