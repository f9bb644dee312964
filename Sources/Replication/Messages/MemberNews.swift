public import Documents

/// What a node has heard of a member, at first or at second hand.
public struct MemberNews: Sendable, Hashable {
  /// The member's incarnation.
  public var replica: ReplicaID
  /// What it knows at least.
  public var knowledge: Knowledge
  /// How long ago it was last heard of, in milliseconds.
  public var silence: Int64

  /// News of a member.
  public init(replica: ReplicaID, knowledge: Knowledge, silence: Int64) {
    self.replica = replica
    self.knowledge = knowledge
    self.silence = silence
  }
}
