/// A document as a client sees it.
public struct DocumentView: Sendable, Hashable {
  /// The name of its type.
  public var type: String
  /// Its id.
  public var id: DocumentID
  /// By the index of the field in the type of the model; nil where it was never written (or not sent).
  public var values: [Value?]
  /// Milliseconds since the epoch; nil where a client did not say.
  public var createdAt: Int64?
  /// Milliseconds since the epoch; nil where a client did not say.
  public var updatedAt: Int64?
  /// Whether it is deleted; nil where a client did not say.
  public var isDeleted: Bool?
  /// The highest version for each replica (`_version`); nil where a client did not say.
  public var version: Knowledge?

  /// A view of these parts.
  public init(
    type: String, id: DocumentID, values: [Value?], createdAt: Int64?, updatedAt: Int64?,
    isDeleted: Bool?, version: Knowledge?
  ) {
    self.type = type
    self.id = id
    self.values = values
    self.createdAt = createdAt
    self.updatedAt = updatedAt
    self.isDeleted = isDeleted
    self.version = version
  }

  /// A document of a model type.
  public init(_ state: DocumentState, type: BoundType) {
    self.init(
      type: type.model.name, id: state.id, values: type.fields.map { state[$0] },
      createdAt: state.createdAt.milliseconds, updatedAt: state.updatedAt,
      isDeleted: state.isDeleted, version: state.stamps.versionVector)
  }
}
