/// What is checked in a run. Each failure names its checker.
public enum Checker: String, Sendable, Hashable, CaseIterable {
  /// Once faults have stopped, all nodes know the same within the bound, and then hold the same documents, stamps included.
  case convergence
  /// In the end every node holds what a plain merge of all writes gives: for each field the write with the greatest version. So
  /// every acknowledged write is present, or a greater one is in its place, and nothing is there that nobody wrote.
  case acknowledgedWrites = "acknowledged-writes"
  /// After a round of a delta reader its copy has, field by field, at least the versions of the node that answered; and after
  /// its last round, in the quiet mesh, the copy equals the node's documents.
  case deltaCompleteness = "delta-completeness"
  /// The knowledge of a node never goes back, not by a restart either (with durability `normal`: but to what was durable).
  case knowledgeMonotone = "knowledge-monotone"
  /// At each commit: every write that a node's knowledge covers is held there, or a greater one is in its place.
  case claims
  /// The timestamps of a replica's writes increase.
  case timestamps
  /// A version has one content: each stamped value anywhere is the one that was written with that version.
  case oneContent = "one-content"
  /// What waits is bounded: the inbox of a node, the messages on a link, the pages of a subscription.
  case boundedQueues = "bounded-queues"
  /// A mesh in which all know all, and nobody writes, sends nothing more.
  case quiet
  /// No node breaks a link for a fault of its peer, refuses a token that was good, or reports an impossible thing.
  case harmony
}
