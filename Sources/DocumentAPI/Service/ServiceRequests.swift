public import Documents

/// Asks for one document.
public struct GetRequest: Sendable, Hashable {
  /// The name of the type.
  public var type: String
  /// The document.
  public var id: DocumentID
  /// Which fields to read, by index in the type of the model; the row has their values in this order.
  public var fields: [Int]
  /// Whether `_version` is wanted, for which the stamps are read.
  public var wantsVersion: Bool

  /// A request of these parts.
  public init(type: String, id: DocumentID, fields: [Int], wantsVersion: Bool) {
    self.type = type
    self.id = id
    self.fields = fields
    self.wantsVersion = wantsVersion
  }
}

/// Asks for a page of changes, or to follow them.
public struct SyncRequest: Sendable, Hashable {
  /// The name of the type.
  public var type: String
  /// Since when, as the client sent it; the service judges it (DESIGN section 4).
  public var lastSync: String
  /// The condition; nil for all. A token is bound to it by ``Documents/Filter/fingerprint(_:type:)``.
  public var filter: Filter?
  /// How many rows a page has at most; 1 or more.
  public var limit: Int
  /// Whether changed documents that don't match the filter come as left.
  public var marksLeft: Bool
  /// Which fields to read, by index in the type of the model; a row has their values in this order, and its stamps.
  public var fields: [Int]

  /// A request of these parts.
  public init(
    type: String, lastSync: String, filter: Filter?, limit: Int, marksLeft: Bool, fields: [Int]
  ) {
    self.type = type
    self.lastSync = lastSync
    self.filter = filter
    self.limit = limit
    self.marksLeft = marksLeft
    self.fields = fields
  }
}

/// A page of changes.
public struct SyncResult: Sendable, Hashable {
  /// The documents that changed, deleted and left ones too.
  public var rows: ChangeBatch
  /// From where the next page goes on.
  public var lastSync: String
  /// Whether the round has more pages.
  public var hasMore: Bool

  /// A page of these parts.
  public init(rows: ChangeBatch, lastSync: String, hasMore: Bool) {
    self.rows = rows
    self.lastSync = lastSync
    self.hasMore = hasMore
  }
}

/// Asks to be told of documents of a type.
public struct EventRequest: Sendable, Hashable {
  /// What happened to a document since the reader's last page (or since the subscription began).
  public enum Kind: Sendable, Hashable, CaseIterable {
    /// It came to life: its `_createdAt` was stamped since.
    case new
    /// It changed, and is neither new nor deleted.
    case updated
    /// It is deleted; filters are judged by the values that it had.
    case deleted
  }

  /// The name of the type.
  public var type: String
  /// Of what.
  public var kind: Kind
  /// Which documents; nil for all.
  public var filter: Filter?
  /// Which fields to read, by index in the type of the model; a row has their values in this order, and its stamps.
  public var fields: [Int]

  /// A request of these parts.
  public init(type: String, kind: Kind, filter: Filter?, fields: [Int]) {
    self.type = type
    self.kind = kind
    self.filter = filter
    self.fields = fields
  }
}
