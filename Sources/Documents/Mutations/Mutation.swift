/// A write that a client asks for.
public struct Mutation: Sendable, Hashable {
  /// Create, update or delete.
  public enum Kind: Sendable, Hashable, CaseIterable {
    case create, update, delete
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

/// What a client last saw of a document when it made a mutation.
public struct MutationBase: Sendable, Hashable {
  /// The `updatedAt` that it saw, in milliseconds.
  public var updatedAt: Int64
  /// The `_version` that it saw, if it sent one: the highest version for each replica.
  public var version: Knowledge?

  /// What a client saw.
  public init(updatedAt: Int64, version: Knowledge? = nil) {
    self.updatedAt = updatedAt
    self.version = version
  }
}
