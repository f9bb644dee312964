/// What a node does with a mutation that overlaps with a change that its writer had not seen (`@datasync(conflict:)`,
/// DESIGN section 6).
public enum ConflictStrategy: String, Sendable, Hashable, CaseIterable {
  case reject = "REJECT"
  case merge = "MERGE"
  case clientWins = "CLIENT_WINS"
  case serverWins = "SERVER_WINS"
}
