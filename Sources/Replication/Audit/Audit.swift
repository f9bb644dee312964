import Documents

/// This node as the one who compares its documents with a peer's, type by type.
enum Audit: Sendable {
  /// Nothing goes on. Goes to ``running(_:)`` at a time of the clock that never steps, if both know the same by then; never if nil.
  case resting(due: Int64?)
  /// A comparison is under way. Goes to ``resting(due:)`` at its end, or as soon as either side's knowledge has moved.
  case running(AuditRun)
}

/// A comparison with a peer.
struct AuditRun: Sendable {
  /// The number of the last question.
  var number: AuditNumber
  /// What both know: what is found at any other knowledge is void.
  let knowledge: Knowledge
  /// The type at hand.
  var type: TypeNumber
  /// What stands to be done with it.
  var step = Step.awaitingSums
  /// What the node's own count had found of the type when the run came to it.
  var suspect: BucketSums?
  /// Whether sums differed, of any type so far.
  var hasDifference = false
  /// The documents of the type at hand that were repaired, and the first of them.
  var repairedCount = 0
  var firstRepaired: [DocumentID] = []

  /// Where the comparison of a type stands.
  enum Step: Sendable {
    /// The peer was asked for its sums. Goes to ``readingSums(_:_:)``.
    case awaitingSums
    /// The node's own are being read. Goes to ``awaitingEntries(_:after:)`` where they differ, or where rows here are not what was
    /// written; else the type is done.
    case readingSums(AuditStanding, BucketSums)
    /// The peer was asked for its documents in some buckets, behind an id. Goes to ``readingEntries(_:_:_:_:)``.
    case awaitingEntries(Buckets, after: DocumentID?)
    /// The node's own are being read. Goes to ``awaitingDocuments(_:_:_:)`` where the peer has what is missing or different here,
    /// else to ``awaitingEntries(_:after:)`` where there is more, else the type is done.
    case readingEntries(Buckets, after: DocumentID?, AuditStanding, [AuditEntry], hasMore: Bool)
    /// The peer was asked for the first of these documents; then come the entries behind an id, unless those were all. Stays until
    /// all have come; goes on as ``readingEntries(_:after:_:_:hasMore:)`` does.
    case awaitingDocuments(Buckets, [DocumentID], then: DocumentID?)
  }

  /// What of a type differs.
  struct Buckets: Sendable {
    /// Ascending.
    let all: [Int]
    /// Those in which the rows here are not what was written: what the peer holds at equal versions is right.
    let suspect: Set<Int>
    /// Those of ``suspect`` in which the kept sums agree: the peer holds just what was written here, whatever the rows are by now.
    let proven: Set<Int>
    /// Those in which the live documents differ by their sums: that was reported.
    let reported: Set<Int>
    /// Whether tombstones are compared: both floors are the same.
    let comparesTombstones: Bool
  }
}

/// What a replica remembers of comparisons and counts, over all links.
struct AuditBook: Sendable {
  /// When documents changed here last, by the clock that never steps.
  var lastChange: Int64
  /// The count of the node's own rows.
  var count: Count
  /// What must be added to a type's sums to make them those of its rows, in the buckets where they are not; none is empty.
  var suspects: [TypeNumber: BucketSums] = [:]
  /// How often sums were adjusted: counts from before that are void.
  var adjustments: UInt64 = 0
  /// By peer.
  var peers: [ReplicaID: Memory] = [:]
  /// How often a difference with a peer was found.
  var differences = 0
  /// How many documents were repaired.
  var repairs = 0
  /// The documents that were repaired last, by type and id; not more than ``maximumNames``.
  var repaired: [RepairedDocument] = []
  /// When the last whole count ended, by the wall clock in milliseconds.
  var counted: Int64?

  /// Where the count of the node's own rows stands.
  enum Count: Sendable {
    /// Goes to ``counting(_:)`` at a time of the clock that never steps; never if nil.
    case resting(due: Int64?)
    /// The rows of a type are being counted. Goes to the next type, and behind the last to ``resting(due:)``.
    case counting(TypeNumber)
  }

  /// What is remembered of the comparisons with a peer.
  struct Memory: Sendable {
    /// When the next is due; nil for never.
    var due: Int64?
    /// Whether a comparison was asked for while another was under way.
    var isAskedFor = false
    /// How often in a row a difference was found.
    var attempts = 0
    /// When the last one ended without a difference, by the wall clock in milliseconds.
    var equalAt: Int64?
  }

  /// The most documents that are named.
  static let maximumNames = 100
  /// The most peers that are remembered; beyond, all are forgotten, which costs a comparison each.
  static let maximumPeers = 1_024
  /// How long after the start rows are counted first, at most, in milliseconds.
  private static let firstRecount: Int64 = 600_000

  init(_ settings: ReplicaSettings, at now: Moment) {
    lastChange = now.uptime
    count = .resting(
      due: settings.recountInterval > 0
        ? now.uptime + min(settings.recountInterval, Self.firstRecount) : nil)
  }
}
