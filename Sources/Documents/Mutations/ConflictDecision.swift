/// How a node resolved an overlap when it accepted a mutation.
public enum ConflictDecision: String, Sendable, Hashable {
  /// Different fields had changed: both changes were kept.
  case merged = "MERGED"
  /// The client's value was taken where both had changed the same field.
  case clientWins = "CLIENT_WINS"
  /// The node's value was kept where both had changed the same field.
  case serverWins = "SERVER_WINS"
}
