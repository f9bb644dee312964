import Documents
import Testing

@Suite("Hashes of documents")
struct TypeHasherTests {
  private let names = ["title", "body", "stars", "tags", "note", "rank"]

  private func type(_ fields: [String]) -> CatalogType {
    CatalogType(
      name: "Note", merge: .field, fields: fields.map { CatalogField(name: $0, type: "String") })
  }

  /// The state with the fields in another order.
  private func reordered(_ state: DocumentState, _ order: [Int]) -> DocumentState {
    let fields = order.map { FieldNumber(rawValue: UInt16($0)) }
    return DocumentState(
      id: state.id, createdAt: state.createdAt, isDeleted: state.isDeleted,
      values: fields.map { state[$0] },
      stamps: Stamps(
        slots: [state.stamps[.createdAt], state.stamps[.deleted]]
          + fields.map { state.stamps[.field($0)] }))
  }

  @Test("go by the names of fields, not by their numbers", arguments: 1...50 as ClosedRange<UInt64>)
  func numbers(seed: UInt64) {
    var samples = Samples(seed: seed)
    let state = samples.state("a")
    let order = [3, 1, 5, 0, 4, 2]
    let hash = TypeHasher(type(names)).hash(state)
    #expect(hash != nil)
    #expect(hash == TypeHasher(type(order.map { names[$0] })).hash(reordered(state, order)))
  }

  @Test("go by full ReplicaIDs, not by the numbers of a batch")
  func replicas() throws {
    var samples = Samples(seed: 3)
    let hasher = TypeHasher(type(names))
    let state = samples.state("a")
    var batch = ChangeBatch(replicas: (10..<20).map(replica))
    batch.append(state, type: TypeNumber(rawValue: 4), sequence: SequenceNumber(rawValue: 9))
    let hash = batch.bytes.withUnsafeBytes {
      hasher.hash(batch.rows[0], $0, replicas: batch.replicas)
    }
    #expect(hash == hasher.hash(state))
  }

  @Test("leave out what writers had seen")
  func seen() {
    let stamp = Stamp(version: version(9, 1), seen: Knowledge([version(4, 2)]))
    func state(_ stamps: Stamps) -> DocumentState {
      DocumentState(
        id: DocumentID("a"), createdAt: Timestamp(milliseconds: 1), isDeleted: false,
        values: [.int(1)], stamps: stamps)
    }
    let hasher = TypeHasher(type(names))
    let plain = Stamp(version: stamp.version)
    let bare = state(Stamps(uniform: plain, slotCount: 3))
    #expect(hasher.hash(bare) == hasher.hash(state(Stamps(uniform: stamp, slotCount: 3))))
    #expect(hasher.hash(bare) == hasher.hash(state(Stamps(slots: [plain, stamp, plain]))))
  }

  @Test("differ with each part of a document")
  func parts() throws {
    let hasher = TypeHasher(type(names))
    func state(
      _ id: String = "a", created: Int64 = 1, isDeleted: Bool = false,
      values: [Value?] = [.string("x"), .null], stamps: [Int64] = [9, 9, 9, 9]
    ) throws -> DocumentHash {
      try #require(
        hasher.hash(
          DocumentState(
            id: DocumentID(id), createdAt: Timestamp(milliseconds: created), isDeleted: isDeleted,
            values: values,
            stamps: Stamps(slots: stamps.map { $0 == 0 ? nil : Stamp(version: version($0, 1)) }))))
    }
    let all = try [
      state(), state("b"), state(created: 2), state(isDeleted: true),
      state(values: [.string("y"), .null]),
      state(values: [.null, .string("x")]), state(values: [.string("x"), nil]),
      state(stamps: [9, 9, 9, 8]),
      state(stamps: [9, 9, 8, 9]), state(stamps: [8, 9, 9, 9]), state(stamps: [9, 8, 9, 9]),
      state(stamps: [9, 9, 9, 0]), state(stamps: [9, 9, 9, 9, 9]), state(values: [.int(1), .null]),
    ]
    #expect(Set(all.map(\.hash)).count == all.count)
  }

  /// The figures were worked out apart from this code, with the reference implementation of XXH64.
  @Test("are what they always were: peers of all versions must agree on them")
  func fixed() {
    let state = DocumentState(
      id: DocumentID("n1"), createdAt: Timestamp(milliseconds: 1_790_000_000_000),
      isDeleted: false, values: [.string("milk"), nil, .int(3)],
      stamps: Stamps(
        slots: [
          version(1_790_000_000_000, 1), version(1_790_000_000_000, 1),
          version(1_790_000_000_007, 2), version(1_790_000_000_000, 1),
          version(1_790_000_000_000, 1),
        ].map { Stamp(version: $0) }))
    let hash = TypeHasher(type(names)).hash(state)
    #expect(hash == DocumentHash(bucket: 333, hash: 3_568_646_085_564_982_857, isDeleted: false))
  }

  @Test("add up in any order, and go when they are taken away")
  func sums() throws {
    var samples = Samples(seed: 8)
    let hasher = TypeHasher(type(names))
    let hashes = try (0..<200).map { try #require(hasher.hash(samples.state("id\($0)"))) }
    var sums = BucketSums()
    for hash in hashes { sums.add(hash) }
    var other = BucketSums()
    for hash in hashes.reversed() { other.add(hash) }
    #expect(sums == other && sums != BucketSums())
    let bucket = hashes[0].bucket
    other.subtract(hashes[0])
    #expect(sums.differing(from: other, withTombstones: true) == [bucket])
    var mended = other
    mended.add(sums.difference(from: other))
    #expect(mended == sums)
    for hash in hashes { sums.subtract(hash) }
    #expect(sums == BucketSums())
  }
}
