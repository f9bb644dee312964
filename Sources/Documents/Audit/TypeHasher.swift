/// Hashes the documents of one type so that equal documents have equal hashes at every node: by the names of type and fields and
/// full ReplicaIDs, never by a node's own numbers. What a stamp's writer had *seen* is left out: it may be cut short.
///
/// Every hash is XXH64, words are in little-endian order. With `T` the hash of the type's name, and `N(s)` for each slot the hash of its
/// name (`_createdAt`, `_deleted`, the name of the field) with seed `T`:
///
/// - the id's hash `I` is that of its UTF-8 with seed `T`; its upper 10 bits are the bucket;
/// - a version's hash is that of its timestamp and its replica, 8 bytes each;
/// - a slot's content is, for `_createdAt`, the timestamp's 8 bytes; for `_deleted` one byte, 0 or 1; for a field its packed value
///   (``PackedValues``), the byte 0 where it is stamped but absent. Its hash `C` has the seed `N(s)`;
/// - a slot's hash is that of `C` and its version's hash, 8 bytes each; 0 in place of the latter where a value has no stamp;
/// - the document's hash is that of `I` and the sum of its slots' hashes, 8 bytes each. Slots with neither stamp nor value are not
///   there.
public struct TypeHasher: Sendable, Hashable {
  private let seed: UInt64
  private let createdAt: UInt64
  private let deleted: UInt64
  /// By number of the field.
  private let fields: [UInt64]

  /// The hasher of a type by its names.
  public init(_ type: CatalogType) {
    seed = XXH64.hash(type.name)
    createdAt = XXH64.hash("_createdAt", seed: seed)
    deleted = XXH64.hash("_deleted", seed: seed)
    fields = type.fields.map { [seed] in XXH64.hash($0.name, seed: seed) }
  }

  /// The bucket of an id.
  public func bucket(ofID id: UnsafeRawBufferPointer) -> Int {
    Self.bucket(XXH64.hash(id, seed: seed))
  }

  @inline(__always)
  private static func bucket(_ idHash: UInt64) -> Int { Int(idHash >> 54) }

  /// The hash of a row that has everything (all fields by number), in this node's numbers; nil where its stamps or values can't be
  /// read. `bytes` are those of the batch, and `replicas` its table.
  public func hash(
    _ row: ChangeBatch.Row, _ bytes: UnsafeRawBufferPointer, replicas: [ReplicaID]
  ) -> DocumentHash? {
    let idHash = XXH64.hash(UnsafeRawBufferPointer(rebasing: bytes[row.id]), seed: seed)
    let stamps = UnsafeRawBufferPointer(rebasing: bytes[row.stamps])
    guard var slots = SlotVersions(stamps, replicas) else { return nil }
    var sum = slot(
      XXH64.hash(row.createdAt.bits, seed: createdAt), slots.next(), isThere: false)
    let flag = row.isDeleted ? 1 : 0 as UInt8
    let content = withUnsafeBytes(of: flag) { XXH64.hash($0, seed: deleted) }
    sum &+= slot(content, slots.next(), isThere: false)
    let values = UnsafeRawBufferPointer(rebasing: bytes[row.values])
    var position = 0
    var field = 0
    while position < values.count || slots.count > 0 {
      let start = position
      var isThere = false
      if position < values.count {
        isThere = values[position] != PackedValues.absent
        guard PackedValues.read(values, at: &position) != nil else { return nil }
      }
      let version = slots.next()
      if isThere || version != nil {
        guard field < fields.count else { return nil }
        let content =
          isThere
          ? XXH64.hash(
            UnsafeRawBufferPointer(rebasing: values[start..<position]), seed: fields[field])
          : withUnsafeBytes(of: PackedValues.absent) { XXH64.hash($0, seed: fields[field]) }
        sum &+= slot(content, version, isThere: isThere)
      }
      field += 1
    }
    return DocumentHash(
      bucket: Self.bucket(idHash), hash: XXH64.hash(idHash, sum), isDeleted: row.isDeleted)
  }

  /// The hash of a whole state in this node's numbers.
  public func hash(_ state: DocumentState) -> DocumentHash? {
    var batch = ChangeBatch()
    batch.append(state, type: TypeNumber(rawValue: 0), sequence: .zero)
    return batch.bytes.withUnsafeBytes { hash(batch.rows[0], $0, replicas: batch.replicas) }
  }

  @inline(__always)
  private func slot(_ content: UInt64, _ version: UInt64?, isThere: Bool) -> UInt64 {
    if let version { return XXH64.hash(content, version) }
    return isThere ? XXH64.hash(content, 0) : 0
  }
}

extension Catalog {
  /// The hashers of the types, by number.
  public var hashers: [TypeHasher] { types.map(TypeHasher.init) }
}

/// The hashes of the versions of a row's slots, in order, read from its stamps without making ``Stamps``.
private struct SlotVersions {
  private let bytes: UnsafeRawBufferPointer
  private var position: Int
  /// How many slots follow.
  private(set) var count: Int
  private let isUniform: Bool
  private let first: UInt64
  /// All groups, where there are several, or slots without a stamp.
  private var groups: [UInt64] = []

  @inline(__always)
  init?(_ bytes: UnsafeRawBufferPointer, _ replicas: [ReplicaID]) {
    var position = 0
    guard let groupCount = Varint.read(bytes, at: &position), groupCount <= bytes.count else {
      return nil
    }
    var first: UInt64 = 0
    for index in 0..<groupCount {
      guard let (number, timestamp) = StampsCoding.numbered(bytes, at: &position),
        number < replicas.count, let seenCount = Varint.read(bytes, at: &position),
        seenCount <= bytes.count
      else { return nil }
      let version = XXH64.hash(timestamp.bits, replicas[number].bits)
      if index == 0 { first = version }
      if groupCount > 1 { groups.append(version) }
      for _ in 0..<seenCount {
        guard StampsCoding.numbered(bytes, at: &position) != nil else { return nil }
      }
    }
    guard let head = Varint.read(bytes, at: &position), head >> 1 <= StampsCoding.maximumCount
    else { return nil }
    if groupCount == 1 { groups = head & 1 == 1 ? [] : [first] }
    self.bytes = bytes
    self.position = position
    self.first = first
    count = Int(head >> 1)
    isUniform = head & 1 == 1
  }

  /// The next slot's; nil where it has no stamp.
  @inline(__always)
  mutating func next() -> UInt64? {
    guard count > 0 else { return nil }
    count -= 1
    if isUniform { return first }
    guard let group = Varint.read(bytes, at: &position), group > 0, group <= groups.count else {
      return nil
    }
    return groups[Int(group) - 1]
  }
}
