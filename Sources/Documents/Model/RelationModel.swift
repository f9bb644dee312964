/// The relation that a key field such as `noteId` stands for.
public struct RelationModel: Sendable, Hashable {
  /// The field of the schema, as `note`.
  public var field: String
  /// The type that it refers to.
  public var target: String

  /// A relation by `field` to `target`.
  public init(field: String, target: String) {
    self.field = field
    self.target = target
  }
}
