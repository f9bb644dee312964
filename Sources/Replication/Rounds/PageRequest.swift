public import Documents

/// What a page is asked for with, by a peer or a client.
public struct PageRequest: Sendable, Hashable {
  /// For whom the page is.
  public enum Audience: Sendable, Hashable {
    /// A peer, which merges; what its announced knowledge covers is skipped, and so are rows in the ranges of sequence
    /// numbers that are held back or were sent already.
    case peer(announced: Knowledge, withheld: [ClosedRange<SequenceNumber>])
    /// A client, which does not merge: its token is lowered to what this node knows.
    case client
  }

  /// Since when.
  public var since: Since
  /// For whom.
  public var audience: Audience
  /// Of what; nil for every type.
  public var scope: SyncScope?
  /// The mesh.
  public var mesh: MeshID
  /// The most rows; 1 or more.
  public var rows: Int
  /// About the most bytes: a page ends with the row that reaches them.
  public var bytes: Int

  /// A request of these parts.
  public init(
    since: Since, audience: Audience, scope: SyncScope?, mesh: MeshID, rows: Int, bytes: Int
  ) {
    self.since = since
    self.audience = audience
    self.scope = scope
    self.mesh = mesh
    self.rows = rows
    self.bytes = bytes
  }
}

/// Since when changes are asked for.
public enum Since: Sendable, Hashable {
  /// A token of this mesh.
  case token(SyncToken)
  /// Everything that this node applied since a time, in milliseconds since the epoch, by its own commits.
  case time(Int64)
}

/// What a client's sync query is about.
public struct SyncScope: Sendable, Hashable {
  /// The type, by the node's catalogue.
  public var type: TypeNumber
  /// Binds tokens to the type's name and the filter: the same on all nodes for the same query.
  public var fingerprint: UInt64
  /// Which documents.
  public var filter: Filter?
  /// Whether documents that don't match come as left.
  public var marksLeft: Bool
  /// Which fields to read, by index in the type of the model.
  public var fields: [Int]

  /// A scope of these parts.
  public init(
    type: TypeNumber, fingerprint: UInt64, filter: Filter?, marksLeft: Bool, fields: [Int]
  ) {
    self.type = type
    self.fingerprint = fingerprint
    self.filter = filter
    self.marksLeft = marksLeft
    self.fields = fields
  }
}

/// A page as it was read.
public struct Page: Sendable, Hashable {
  /// The rows.
  public var rows: ChangeBatch
  /// Where the next page goes on.
  public var token: SyncToken
  /// What the node knew at the page's snapshot.
  public var knowledge: Knowledge
  /// The node's floor.
  public var floor: Knowledge
  /// The last commit in the page's snapshot.
  public var commit: Commit
  /// Milliseconds for the plain part of a client's `lastSync`: everything applied before is in this round or earlier ones.
  public var time: Int64
  /// Whether this was the last page of the round.
  public var endsRound: Bool

  /// A page of these parts.
  public init(
    rows: ChangeBatch, token: SyncToken, knowledge: Knowledge, floor: Knowledge, commit: Commit,
    time: Int64, endsRound: Bool
  ) {
    self.rows = rows
    self.token = token
    self.knowledge = knowledge
    self.floor = floor
    self.commit = commit
    self.time = time
    self.endsRound = endsRound
  }
}
