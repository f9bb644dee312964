/// The sums of the documents of one type (DESIGN section 7, Audit): for each bucket the hashes of its live documents added up, and
/// those of its tombstones. Addition wraps at 64 bits, so the order in which documents came does not matter.
public struct BucketSums: Sendable, Hashable {
  /// How many buckets a type has.
  public static let count = 1_024

  /// By bucket: the sum of the live documents.
  public private(set) var live: [UInt64]
  /// By bucket: the sum of the tombstones.
  public private(set) var tombstones: [UInt64]

  /// The sums of no documents.
  public init() {
    live = Array(repeating: 0, count: Self.count)
    tombstones = live
  }

  /// Sums as they were received; nil unless there are ``count`` of each.
  public init?(live: [UInt64], tombstones: [UInt64]) {
    guard live.count == Self.count, tombstones.count == Self.count else { return nil }
    self.live = live
    self.tombstones = tombstones
  }

  /// Puts the sums of one bucket in place of what is there.
  public mutating func set(_ bucket: Int, live: UInt64, tombstones: UInt64) {
    self.live[bucket] = live
    self.tombstones[bucket] = tombstones
  }

  /// Adds a document.
  @inline(__always)
  public mutating func add(_ document: DocumentHash) {
    if document.isDeleted {
      tombstones[document.bucket] &+= document.hash
    } else {
      live[document.bucket] &+= document.hash
    }
  }

  /// Takes a document away.
  @inline(__always)
  public mutating func subtract(_ document: DocumentHash) {
    if document.isDeleted {
      tombstones[document.bucket] &-= document.hash
    } else {
      live[document.bucket] &-= document.hash
    }
  }

  /// Adds other sums, bucket by bucket.
  public mutating func add(_ other: BucketSums) {
    for bucket in 0..<Self.count {
      live[bucket] &+= other.live[bucket]
      tombstones[bucket] &+= other.tombstones[bucket]
    }
  }

  /// What must be added to `other` to make it these sums.
  public func difference(from other: BucketSums) -> BucketSums {
    var result = self
    for bucket in 0..<Self.count {
      result.live[bucket] &-= other.live[bucket]
      result.tombstones[bucket] &-= other.tombstones[bucket]
    }
    return result
  }

  /// These sums in some buckets, and nothing in the others.
  public func limited(to buckets: some Sequence<Int>) -> BucketSums {
    var result = BucketSums()
    for bucket in buckets {
      result.set(bucket, live: live[bucket], tombstones: tombstones[bucket])
    }
    return result
  }

  /// The buckets in which the two differ, ascending; with or without the tombstones.
  public func differing(from other: BucketSums, withTombstones: Bool) -> [Int] {
    (0..<Self.count).filter { bucket in
      live[bucket] != other.live[bucket]
        || (withTombstones && tombstones[bucket] != other.tombstones[bucket])
    }
  }
}

/// The hash of one document, and where it is added.
public struct DocumentHash: Sendable, Hashable {
  /// The bucket of its id: 0 to ``BucketSums/count`` - 1.
  public var bucket: Int
  /// The hash of its id, versions and contents.
  public var hash: UInt64
  /// Whether it is a tombstone.
  public var isDeleted: Bool

  /// A hash in a bucket.
  public init(bucket: Int, hash: UInt64, isDeleted: Bool) {
    self.bucket = bucket
    self.hash = hash
    self.isDeleted = isDeleted
  }
}
