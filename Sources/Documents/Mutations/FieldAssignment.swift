/// A field and its new value.
public struct FieldAssignment: Sendable, Hashable {
  /// The index of the field in the type of the model.
  public var field: Int
  /// The new value; ``Value/null`` sets null.
  public var value: Value

  /// Assigns `value` to the field at index `field`.
  public init(field: Int, value: Value) {
    self.field = field
    self.value = value
  }
}
