/// A situation that runs should get into sometimes: a test that never meets it proves nothing about it.
public enum Mark: String, Sendable, Hashable, CaseIterable {
  // Rounds and tokens.
  case roundResumed = "round resumed where it broke off"
  case roundMoved = "round moved to another node half-way"
  case fullCopyCompleted = "full copy completed"
  case fullCopyResumed = "full copy resumed"
  case hintFollowed = "hint of a finished round followed"
  case hintLost = "hint of a commit that was lost"
  case changedWhilePaging = "document changed while a round was paging"
  case tokenLowered = "client's token lowered to what the node knows"
  case replayByTime = "round since plain milliseconds"
  case subscriberMoved = "subscriber went on at another node"
  case left = "document sent to a reader as not matching its filter"
  // Versions and merging.
  case equalTimestamps = "two writes of one field at equal timestamps"
  case concurrentWrites = "field written on both sides of a gap"
  case revived = "deleted document revived"
  case deleteMeetsEdit = "delete met an edit of another node"
  case conflict = "write refused as a conflict"
  case merged = "write merged with what its client had not seen"
  case repeatedWrite = "write sent twice"
  case outboxPushed = "offline client pushed its outbox"
  case unknownField = "field kept that the node's schema lacks"
  case upgraded = "node went on with a newer schema"
  case incompatibleModel = "name met by which another node means something else"
  // Relaying and links.
  case relayHeldBack = "relaying held back for a direct link"
  case backPressure = "node read no more until its inbox was empty"
  case duplicateLink = "two links to one peer, one stayed"
  case deadLink = "link given up after silence"
  case tamperingRefused = "altered bytes refused"
  case clockAhead = "page from the future refused"
  // Failures.
  case lostCommits = "power cut lost commits"
  case crashMidBatch = "power failed in the midst of a batch"
  case writeUnavailable = "write refused as the disk failed"
  case pageUnavailable = "page refused as the disk failed"
  case replaced = "disk lied and lost power, node started empty"
  case restored = "node put back to an older state"
  case cloned = "node joined on a copy of another's disk"
  case died = "node dead for ever"
  case excused = "write that only the dead knew"
  case clockSuspect = "node found its own clock wrong"
  case clockRepaired = "node stamped its future anew"
  case foreignRestamped = "node stamped anew what another wrote in the future"
  case identityTaken = "node took a new ReplicaID as its end was lost"
  // Members.
  case forgotten = "tombstone forgotten"
  case evicted = "member evicted by the rule"
  case startedOver = "member started over"
  case rolledBack = "replica noticed that it was put back"
  case twinTold = "two processes of one replica told apart"
  case closed = "replica closed"
  case rewritten = "write of a former replica written anew"
  case dropped = "edit to a document that was gone"
  case resynced = "client told to start over"
  case reintroduced = "link closed for a new introduction"
  // Conflicts.
  case conflictRecorded = "lost write recorded in the conflict log"
  case lossExpected = "lost write looked for in the conflict log"
  case historyUnsure = "conflict log not compared, as nobody knows what a commit merged"
  // Audits.
  case sumsCompared = "question or answer of an audit"
  case rowsCounted = "rows of a type counted"
  case damageCounted = "damage found by counting rows"
  case damageCompared = "damage found by comparing sums"
  case repaired = "document repaired from a peer"
  // Partial replicas.
  case scopeChanged = "node given another scope"
}

/// How often each situation came about.
public struct Marks: Sendable, Hashable {
  private var counts = Array(repeating: 0, count: Mark.allCases.count)

  private static let places = Dictionary(
    uniqueKeysWithValues: Mark.allCases.enumerated().map { ($1, $0) })

  /// None came about yet.
  public init() {}

  /// How often a situation came about.
  public subscript(mark: Mark) -> Int {
    get { counts[Self.places[mark] ?? 0] }
    set { counts[Self.places[mark] ?? 0] = newValue }
  }

  /// Adds up two runs.
  public static func += (left: inout Marks, right: Marks) {
    for index in left.counts.indices { left.counts[index] += right.counts[index] }
  }

  /// Every situation with its count, in order.
  public var all: [(mark: Mark, count: Int)] { Mark.allCases.map { ($0, self[$0]) } }
}
