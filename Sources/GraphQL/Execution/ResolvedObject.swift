/// An object that resolves its fields one by one, when they are written.
public protocol ResolvedObject: Sendable {
  /// The name of its object type.
  var typeName: String { get }
  /// What a field has as its value; never asked for `__typename`.
  func resolve(_ field: BoundField) -> Resolved
}
