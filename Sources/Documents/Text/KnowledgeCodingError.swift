/// Why bytes or text are not a form of ``Knowledge``.
public enum KnowledgeCodingError: Error, Hashable, CustomStringConvertible {
  /// The text is not base64url.
  case text
  /// So many bytes are not a whole number of entries.
  case length(Int)
  /// The entry of this replica does not come after the one before it.
  case order(ReplicaID)
  /// The entry of this replica is zero.
  case zero(ReplicaID)

  /// What is wrong.
  public var description: String {
    switch self {
    case .text: "not base64url"
    case .length(let count):
      "\(count) bytes are not a whole number of entries of \(KnowledgeCoding.entryLength) bytes"
    case .order(let replica): "the entry of replica \(replica) is out of order"
    case .zero(let replica): "the entry of replica \(replica) is zero"
    }
  }
}
