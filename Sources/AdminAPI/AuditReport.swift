public import Documents

/// What a node found when it compared with peers, and counted its own rows, since its start.
public struct AuditReport: Sendable, Hashable {
  /// The types that the node holds documents of, those of newer schemas and the built-in ones included.
  public var types: [String]
  /// How often sums differed from those of a peer that knows the same.
  public var differences: Int
  /// How many documents were repaired.
  public var repairs: Int
  /// The ones that were repaired last, `Type id`.
  public var repaired: [String]
  /// In how many buckets rows are not what was written, and not repaired yet.
  public var damagedBuckets: Int
  /// When rows were counted last, in milliseconds since the epoch; nil if they were not.
  public var countedAt: Int64?
  /// Whether rows are being counted, or sums compared.
  public var isBusy: Bool
  /// The node's wall clock, in milliseconds since the epoch.
  public var now: Int64
  /// The peers.
  public var peers: [Peer]

  /// What came of comparing with a peer.
  public struct Peer: Sendable, Hashable {
    /// Its name.
    public var name: String
    /// Its replica.
    public var replica: ReplicaID
    /// Whether it knows the same, so that the two can be compared.
    public var isComparable: Bool
    /// When the last comparison ended without a difference, in milliseconds since the epoch; nil if none did.
    public var equalAt: Int64?
    /// How often in a row a difference was found.
    public var differences: Int

    /// A peer of these parts.
    public init(
      name: String, replica: ReplicaID, isComparable: Bool, equalAt: Int64?, differences: Int
    ) {
      self.name = name
      self.replica = replica
      self.isComparable = isComparable
      self.equalAt = equalAt
      self.differences = differences
    }
  }

  /// A report of these parts.
  public init(
    types: [String], differences: Int, repairs: Int, repaired: [String], damagedBuckets: Int,
    countedAt: Int64?, isBusy: Bool, now: Int64, peers: [Peer]
  ) {
    self.types = types
    self.differences = differences
    self.repairs = repairs
    self.repaired = repaired
    self.damagedBuckets = damagedBuckets
    self.countedAt = countedAt
    self.isBusy = isBusy
    self.now = now
    self.peers = peers
  }
}

/// What a count of one type found.
public struct RecountReport: Sendable, Hashable {
  /// How many documents there are, tombstones included.
  public var documents: Int
  /// The buckets in which rows are not what was written, ascending.
  public var damagedBuckets: [Int]

  /// A report of these parts.
  public init(documents: Int, damagedBuckets: [Int]) {
    self.documents = documents
    self.damagedBuckets = damagedBuckets
  }
}
