/// What is checked in a run. Each failure names its checker; Docs/CHECKERS.md has a page on each.
public enum Checker: String, Sendable, Hashable, CaseIterable {
  /// Once faults have stopped, all living nodes know the same within the bound, and then hold the same documents, stamps included.
  case convergence
  /// In the end every node holds what a plain merge of all writes gives: for each field the write with the greatest version. So
  /// every acknowledged write is present, or a greater one is in its place, and nothing is there that nobody wrote. Excused are
  /// writes that only nodes knew which are dead for ever.
  case acknowledgedWrites = "acknowledged-writes"
  /// After a round of a delta reader its copy has, field by field, at least the versions of the node that answered; and after
  /// its last round, in the quiet mesh, the copy equals the node's documents. A subscriber's does without being asked.
  case deltaCompleteness = "delta-completeness"
  /// The knowledge of a node never goes back while it runs; with durability `full` not by a crash either.
  case knowledgeMonotone = "knowledge-monotone"
  /// At each commit: every write that a node's knowledge covers is held there, or a greater one is in its place; and no field goes
  /// back to a smaller version.
  case claims
  /// A document that a node holds as deleted lives again there only by a later write.
  case resurrection
  /// The timestamps of a replica's writes increase.
  case timestamps
  /// No node takes up a version that is further ahead of its wall clock than the bound.
  case clockBound = "clock-bound"
  /// A version has one content: each stamped value anywhere is the one that was written with that version.
  case oneContent = "one-content"
  /// What waits is bounded: the inbox of a node, the messages on a link, the pages of a subscription.
  case boundedQueues = "bounded-queues"
  /// Every write that reached a node is answered there in time, unless the node crashed.
  case liveness
  /// A mesh in which all know all, and nobody writes, sends nothing more.
  case quiet
  /// No node breaks a link for a fault of its peer, refuses a token that was good, fails without a cause, or reports an
  /// impossible thing.
  case harmony
  /// After power cuts and in the end the files of a store are sound by the store's own check.
  case integrity
  /// In the end all living nodes list the same conflicts, each once; every write that a living node held and that lost to a writer
  /// who had not seen it, with another value, is listed; nothing else is.
  case conflictLog = "conflict-log"
  /// Nodes that hold what was written find no difference between them; where rows changed behind a store's back, that is reported,
  /// and in the end all hold what was written.
  case audit
  /// Writes cross links not much more often than they must, and are passed on without waiting where nothing is gained by that; in
  /// scenarios that say how often and how long.
  case relaying
  /// In the end a partial node holds no document outside of its scope; what it holds within it, the other checkers say.
  case scope
}
