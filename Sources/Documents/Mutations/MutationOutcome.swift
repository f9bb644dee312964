/// What a node answers to a mutation.
public enum MutationOutcome: Sendable, Hashable {
  /// The write was made as asked for, or was there already.
  case applied(DocumentView)
  /// The write was made, or parts of it, beside changes that the client had not seen (`extensions.conflicts`).
  case merged(DocumentView, ConflictInfo, ConflictDecision)
  /// Nothing was written: the mutation overlaps with a change that the client had not seen (`CONFLICT`).
  case conflict(ConflictInfo)
  /// Nothing was written: a document with this id exists, with other content (`ALREADY_EXISTS`).
  case alreadyExists(DocumentView)
  /// Nothing was written: there never was such a document (`NOT_FOUND`).
  case notFound(DocumentID)
  /// Nothing was written: the mutation makes no sense (`BAD_USER_INPUT`); says why.
  case invalid(String)
  /// Nothing was written: the store can't (`UNAVAILABLE`); says why.
  case unavailable(String)
}

/// How a node resolved an overlap when it accepted a mutation.
public enum ConflictDecision: String, Sendable, Hashable {
  /// Different fields had changed: both changes were kept.
  case merged = "MERGED"
  /// The client's value was taken where both had changed the same field.
  case clientWins = "CLIENT_WINS"
  /// The node's value was kept where both had changed the same field.
  case serverWins = "SERVER_WINS"
}

/// The two sides of an overlap: `extensions.conflictInfo`.
public struct ConflictInfo: Sendable, Hashable {
  /// The document as the node has it.
  public var serverState: DocumentView
  /// The document as the client sent it, as far as it did: fields that it left out are nil.
  public var clientState: DocumentView

  /// An overlap of these two.
  public init(serverState: DocumentView, clientState: DocumentView) {
    self.serverState = serverState
    self.clientState = clientState
  }
}

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
