public import Documents

/// A value that was lost to a concurrent write of another node, as the operator sees it (DESIGN section 6).
public struct Conflict: Sendable, Hashable {
  /// What the document has in place of the lost value now.
  public enum Present: Sendable, Hashable {
    /// The document lives, and the field has this value, as JSON text; nil where nobody wrote it.
    case live(String?)
    /// The document is deleted; the field would have this value, as JSON text, if it were restored.
    case deleted(String?)
    /// Nothing is left of the document.
    case gone
  }

  /// The id of the record, the same on every node.
  public var id: DocumentID
  /// What was recorded.
  public var record: ConflictRecord
  /// When the loss was detected: milliseconds since the epoch.
  public var detectedAt: Int64
  /// What the document has now.
  public var present: Present

  /// A conflict of these parts.
  public init(id: DocumentID, record: ConflictRecord, detectedAt: Int64, present: Present) {
    self.id = id
    self.record = record
    self.detectedAt = detectedAt
    self.present = present
  }
}

/// Which conflicts are asked for.
public struct ConflictFilter: Sendable, Hashable {
  /// Those of a type; nil for all.
  public var type: String?
  /// Those of documents with this id; nil for all.
  public var document: String?
  /// Those detected at that time or later, in milliseconds since the epoch; nil for all.
  public var since: Int64?

  /// A filter of these parts.
  public init(type: String? = nil, document: String? = nil, since: Int64? = nil) {
    self.type = type
    self.document = document
    self.since = since
  }
}

/// A part of the list of conflicts.
public struct ConflictPage: Sendable, Hashable {
  /// The conflicts, the latest detected first.
  public var items: [Conflict]
  /// How many fit the filter in all.
  public var count: Int

  /// A page of these parts.
  public init(items: [Conflict], count: Int) {
    self.items = items
    self.count = count
  }
}

/// Conflicts as they come, pulled piece by piece: while nobody asks, nothing is read.
public protocol ConflictFeed: Sendable {
  /// The next conflicts, never none; waits until there are some. Nil when the node stops.
  func next() async throws(AdminServiceError) -> [Conflict]?
}
