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

extension Version {
  /// Stands in a conflict record for a deletion that is forgotten (``ConflictRecord/winning``): before every write.
  public static let forgottenDeletion = Version(timestamp: .zero, replica: ReplicaID(bits: 0))
}

extension Version: CustomStringConvertible {
  /// `timestamp@replica`.
  public var description: String { "\(timestamp)@\(replica)" }
}

extension Version {
  /// Reads ``description``; nil where the text is something else.
  public init?(_ text: String) {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, let replica = ReplicaID(String(parts[1])) else { return nil }
    let time = parts[0].split(separator: "+", omittingEmptySubsequences: false)
    guard time.count <= 2, let milliseconds = Int64(time[0]),
      (0...Timestamp.maximumMilliseconds).contains(milliseconds),
      let counter = time.count == 2 ? UInt16(time[1]) : 0
    else { return nil }
    self.init(
      timestamp: Timestamp(milliseconds: milliseconds, counter: counter), replica: replica)
  }
}
