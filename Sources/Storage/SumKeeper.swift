import Documents
import Replication

/// The sums of the types in the database: kept in memory as far as they were needed, and written once a transaction, for the
/// buckets that it touched. A value, so that they go back with a transaction that is undone.
struct SumKeeper {
  /// By number of the type; nil where they were not read yet.
  private var sums: [BucketSums?] = []
  /// The touched buckets, one bit each; by number of the type.
  private var touched: [[UInt64]] = []

  private static let words = BucketSums.count / 64

  /// Whether the sums of a type are in memory.
  func hasSums(of type: TypeNumber) -> Bool {
    Int(type.rawValue) < sums.count && sums[Int(type.rawValue)] != nil
  }

  /// Takes the sums of a type up from the database.
  mutating func load(_ type: TypeNumber, from connection: Connection) throws(StoreError) {
    let read = try Self.read(type, from: connection)
    while sums.count <= Int(type.rawValue) {
      sums.append(nil)
      touched.append(Array(repeating: 0, count: Self.words))
    }
    sums[Int(type.rawValue)] = read
  }

  /// Adds a document; its type's sums must be in memory.
  @inline(__always)
  mutating func add(_ hash: DocumentHash, _ type: TypeNumber) {
    sums[Int(type.rawValue)]?.add(hash)
    touch(hash.bucket, type)
  }

  /// Takes a document away; its type's sums must be in memory.
  @inline(__always)
  mutating func subtract(_ hash: DocumentHash, _ type: TypeNumber) {
    sums[Int(type.rawValue)]?.subtract(hash)
    touch(hash.bucket, type)
  }

  /// Adds other sums; those of the type must be in memory.
  mutating func add(_ difference: BucketSums, _ type: TypeNumber) {
    sums[Int(type.rawValue)]?.add(difference)
    for bucket in difference.differing(from: BucketSums(), withTombstones: true) {
      touch(bucket, type)
    }
  }

  @inline(__always)
  private mutating func touch(_ bucket: Int, _ type: TypeNumber) {
    touched[Int(type.rawValue)][bucket / 64] |= 1 << UInt64(bucket % 64)
  }

  /// Writes the sums of the touched buckets.
  mutating func write(to connection: Connection) throws(StoreError) {
    for type in sums.indices {
      guard let sums = sums[type] else { continue }
      for word in 0..<Self.words where touched[type][word] != 0 {
        var rest = touched[type][word]
        touched[type][word] = 0
        while rest != 0 {
          try write(sums, type, word * 64 + rest.trailingZeroBitCount, to: connection)
          rest &= rest - 1
        }
      }
    }
  }

  private func write(
    _ sums: BucketSums, _ type: Int, _ bucket: Int, to connection: Connection
  ) throws(StoreError) {
    let row = try connection.statement(
      """
      INSERT OR REPLACE INTO "deltamesh.sums" (type, bucket, live, tombstones) \
      VALUES (?1, ?2, ?3, ?4)
      """)
    row.bind(Int64(type), at: 1)
    row.bind(Int64(bucket), at: 2)
    row.bind(Int64(bitPattern: sums.live[bucket]), at: 3)
    row.bind(Int64(bitPattern: sums.tombstones[bucket]), at: 4)
    try row.run()
  }

  /// The sums of a type as they stand in the database.
  static func read(
    _ type: TypeNumber, from connection: Connection
  ) throws(StoreError) -> BucketSums {
    let rows = try connection.statement(
      "SELECT bucket, live, tombstones FROM \"deltamesh.sums\" WHERE type = ?1")
    rows.bind(Int64(type.rawValue), at: 1)
    defer { rows.reset() }
    var sums = BucketSums()
    while try rows.step() {
      guard let bucket = Int(exactly: rows.int(0)), (0..<BucketSums.count).contains(bucket) else {
        throw StoreError(.corrupt, "the sums of type number \(type.rawValue) are damaged")
      }
      sums.set(
        bucket, live: UInt64(bitPattern: rows.int(1)), tombstones: UInt64(bitPattern: rows.int(2)))
    }
    return sums
  }
}

extension StoreCore {
  /// Sees to it that the sums of a type are in memory.
  @inline(__always)
  func prepareSums(of type: TypeNumber) throws(StoreError) {
    if !state.sums.hasSums(of: type) { try state.sums.load(type, from: connection) }
  }

  /// Counts the sums of a database that was written before there were any.
  func countSums() throws(StoreError) {
    let isUncounted = try connection.integer(
      "SELECT count(*) FROM \"deltamesh.settings\" WHERE key = 'uncounted'")
    guard isUncounted == 1 else { return }
    try transaction { () throws(StoreError) in
      for index in state.layout.tables.indices {
        let type = TypeNumber(rawValue: UInt16(index))
        let scan = try TableScan(
          Scan(type: type, order: .byID(after: nil)), layout: state.layout, connection: connection)
        let counted = try state.layout.hashers[index].count { (batch, judge) throws(StoreError) in
          try scan.run(into: &batch, judge)
        }
        try prepareSums(of: type)
        state.sums.add(counted.sums, type)
      }
      try connection.execute("DELETE FROM \"deltamesh.settings\" WHERE key = 'uncounted'")
    }
  }
}
