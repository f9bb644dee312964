public import Documents

/// A page of changes.
public struct ChangePage: Sendable, Hashable {
  /// The changes, numbered by the sender's catalogue.
  public var changes: ChangeBatch
  /// The token from which the next page goes on.
  public var token: [UInt8]
  /// What the sender knew at the page's snapshot.
  public var knowledge: Knowledge
  /// On the last page of a round, and on live pages: the knowledge that the receiver may join with its own once it has
  /// applied this page and all before it. Nil in the middle of a round.
  public var claim: Knowledge?
  /// The sender's floor: adopted at the end of a full copy.
  public var floor: Knowledge
  /// Whether more is there to be sent at once.
  public var hasMore: Bool

  /// A page of these parts.
  public init(
    changes: ChangeBatch, token: [UInt8], knowledge: Knowledge, claim: Knowledge?,
    floor: Knowledge, hasMore: Bool
  ) {
    self.changes = changes
    self.token = token
    self.knowledge = knowledge
    self.claim = claim
    self.floor = floor
    self.hasMore = hasMore
  }
}
