/// A write that a client asks for.
public struct Mutation: Sendable, Hashable {
  /// What a write does to a document.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case create, update, delete
    /// An update that is meant to bring a deleted document back.
    case restore
  }

  /// What to do.
  public var kind: Kind
  /// The name of a type of the model.
  public var type: String
  /// The document; a create without it gets a generated id.
  public var id: DocumentID?
  /// The fields that the client sent, by their index in the type of the model, in internal form. Fields that it left out
  /// are not changed (by a create: get their defaults).
  public var fields: [FieldAssignment]
  /// What the client last saw of the document; nil for a create.
  public var base: MutationBase?
  /// What to do where the mutation overlaps with a change that the client has not seen.
  public var strategy: ConflictStrategy

  /// A mutation of these parts.
  public init(
    kind: Kind, type: String, id: DocumentID?, fields: [FieldAssignment], base: MutationBase?,
    strategy: ConflictStrategy
  ) {
    self.kind = kind
    self.type = type
    self.id = id
    self.fields = fields
    self.base = base
    self.strategy = strategy
  }
}
