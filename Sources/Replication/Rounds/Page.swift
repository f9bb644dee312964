public import Documents

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
  /// Whether the peer's token names a commit of this replica that it does not have: it lost its tail.
  public var namesLostCommit: Bool

  /// A page of these parts.
  public init(
    rows: ChangeBatch, token: SyncToken, knowledge: Knowledge, floor: Knowledge, commit: Commit,
    time: Int64, endsRound: Bool, namesLostCommit: Bool = false
  ) {
    self.rows = rows
    self.token = token
    self.knowledge = knowledge
    self.floor = floor
    self.commit = commit
    self.time = time
    self.endsRound = endsRound
    self.namesLostCommit = namesLostCommit
  }
}
