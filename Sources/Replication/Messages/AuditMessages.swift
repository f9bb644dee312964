public import Documents

/// Numbers the questions that one side asks on one link, counting up from 1.
public struct AuditNumber: RawRepresentable, Sendable, Hashable, Comparable {
  /// The count.
  public let rawValue: UInt32

  /// The question with this count.
  public init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  /// Earlier ones first.
  public static func < (left: AuditNumber, right: AuditNumber) -> Bool {
    left.rawValue < right.rawValue
  }
}

/// What a node asks a peer about the documents of a type, to compare them with its own (DESIGN section 7, Audit).
public enum AuditQuestion: Sendable, Hashable {
  /// The sums of all buckets.
  case sums(type: String)
  /// The documents in some buckets (ascending), in order of id, behind one: at most so many.
  case entries(type: String, buckets: [Int], after: DocumentID?, limit: Int)
  /// Whole documents; those that don't exist are left out.
  case documents(type: String, ids: [DocumentID])

  /// The name of the type.
  public var type: String {
    switch self {
    case .sums(let type), .entries(let type, _, _, _), .documents(let type, _): type
    }
  }
}

/// What a peer answers, as of one snapshot.
public enum AuditAnswer: Sendable, Hashable {
  case sums(AuditStanding, BucketSums)
  /// The documents in order of id; `hasMore` if there may be others behind them.
  case entries(AuditStanding, [AuditEntry], hasMore: Bool)
  /// Whole documents, numbered by the sender's catalogue; `hasMore` if some of those asked for did not fit.
  case documents(ChangePage)
  /// The store can't be read; says why.
  case unavailable(String)
}

/// Where a node stood when its documents were looked at: only what stands equal can be compared.
public struct AuditStanding: Sendable, Hashable {
  /// What it knew.
  public var knowledge: Knowledge
  /// Below which it has forgotten tombstones.
  public var floor: Knowledge
  /// Whether it held versions of the type that it did not know all before: in the midst of a round, say.
  public var isAhead: Bool

  /// A standing of these parts.
  public init(knowledge: Knowledge, floor: Knowledge, isAhead: Bool) {
    self.knowledge = knowledge
    self.floor = floor
    self.isAhead = isAhead
  }
}

/// A document by its hash.
public struct AuditEntry: Sendable, Hashable {
  /// Its id.
  public var id: DocumentID
  /// See `TypeHasher`.
  public var hash: UInt64
  /// Whether it is a tombstone.
  public var isDeleted: Bool
  /// Whether it is a tombstone below the node's floor, which may be forgotten elsewhere.
  public var isForgettable: Bool

  /// An entry of these parts.
  public init(id: DocumentID, hash: UInt64, isDeleted: Bool, isForgettable: Bool = false) {
    self.id = id
    self.hash = hash
    self.isDeleted = isDeleted
    self.isForgettable = isForgettable
  }
}

/// The bounds of questions and answers.
public enum AuditBounds {
  /// The most entries of an answer.
  public static let entries = 5_000
  /// The most documents that are asked for at a time.
  public static let documents = 500
}
