/// Which write: decides who wins, and names the write in knowledge. Totally ordered by timestamp, then replica.
public struct Version: Sendable, Hashable, Comparable {
  /// When, by the hybrid clock of the writer.
  public let timestamp: Timestamp
  /// The replica that wrote.
  public let replica: ReplicaID

  /// The write of `replica` at `timestamp`.
  public init(timestamp: Timestamp, replica: ReplicaID) {
    self.timestamp = timestamp
    self.replica = replica
  }

  /// By timestamp, then replica.
  public static func < (left: Version, right: Version) -> Bool {
    (left.timestamp.bits, left.replica.bits) < (right.timestamp.bits, right.replica.bits)
  }
}

extension Version: CustomStringConvertible {
  /// `timestamp@replica`.
  public var description: String { "\(timestamp)@\(replica)" }
}
