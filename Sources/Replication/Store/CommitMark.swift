public import Documents

/// Names a commit of one replica: its last sequence number, and a nonce drawn for it. A hint or cursor with a nonce that does
/// not match is from a tail that the replica has lost (DESIGN section 4).
public struct CommitMark: Sendable, Hashable {
  /// The sequence number of the commit's last change.
  public let sequence: SequenceNumber
  /// 64 random bits drawn for the commit.
  public let nonce: UInt64

  /// The commit that ended at `sequence`.
  public init(sequence: SequenceNumber, nonce: UInt64) {
    self.sequence = sequence
    self.nonce = nonce
  }
}
