import Documents
import Replication
import Testing

/// What every store must do, as the documentation of `ReplicaStore` and `ReplicaSnapshot` says. Each function is one test; the
/// seeds make them repeatable.
public struct StoreConformance<Harness: StoreHarness> {
  let harness: Harness

  /// The tests of the stores that `harness` makes.
  public init(_ harness: Harness) {
    self.harness = harness
  }

  /// A store with the record of ``SampleModel`` saved.
  func begin(
    _ model: Model = SampleModel.model, _ catalog: Catalog = SampleModel.catalog()
  ) throws -> (Harness.Store, ReferenceStore) {
    var store = try harness.open(model)
    #expect(try store.record() == nil)
    #expect(try store.pullProgress() == [])
    let record = SampleModel.record(catalog)
    try store.transaction { store throws(StoreError) in try store.save(record) }
    return (store, ReferenceStore(record: record))
  }

  /// Compares everything that a snapshot answers with the reference; scans begin at random places.
  func compare(
    _ snapshot: some ReplicaSnapshot, _ reference: ReferenceStore,
    _ random: inout SeededGenerator, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let catalog = reference.record.catalog
    #expect(try snapshot.record() == reference.record, sourceLocation: sourceLocation)
    let origins = try snapshot.origins()
    #expect(origins == origins.sorted(), sourceLocation: sourceLocation)
    for number in catalog.types.indices {
      let type = TypeNumber(rawValue: UInt16(number))
      #expect(
        try snapshot.latestSequence(of: type) == reference.latestSequence(of: type),
        sourceLocation: sourceLocation)
      let recount = try snapshot.recount(type)
      let sums = reference.sums(of: type)
      #expect(recount.counted == sums, "type \(number)", sourceLocation: sourceLocation)
      #expect(recount.kept == sums, "type \(number)", sourceLocation: sourceLocation)
      #expect(
        recount.documents == reference.documents(type, .byID(after: nil)).count,
        sourceLocation: sourceLocation)
      for document in reference.documents(type, .byID(after: nil)) {
        for stamp in document.state.stamps.groups {
          #expect(origins.contains(stamp.version.replica), sourceLocation: sourceLocation)
        }
      }
      for order in orders(type, reference, &random) {
        try compare(snapshot, reference, type, order, &random, sourceLocation)
      }
    }
    for commit in reference.commits {
      #expect(
        try snapshot.commit(at: commit.mark.sequence) == commit, sourceLocation: sourceLocation)
    }
    #expect(
      try snapshot.commit(at: reference.sequence.next) == nil, sourceLocation: sourceLocation)
    var times: [Int64] = [0, 1_000, 1_001, 1_050, .max]
    for commit in reference.commits.suffix(3) { times += [commit.time, commit.time + 1] }
    for time in times {
      #expect(
        try snapshot.lastCommit(before: time) == reference.lastCommit(before: time),
        "before \(time)", sourceLocation: sourceLocation)
    }
  }

  /// Orders of every kind, from the beginning and from random places.
  private func orders(
    _ type: TypeNumber, _ reference: ReferenceStore, _ random: inout SeededGenerator
  ) -> [Scan.Order] {
    let last = SequenceNumber(rawValue: .max >> 1)
    let middle = SequenceNumber(
      rawValue: UInt64.random(in: 0...reference.sequence.rawValue, using: &random))
    var orders: [Scan.Order] = [
      .byID(after: nil), .byID(after: random.documentID()), .byID(after: random.documentID()),
      .bySequence(after: .zero, through: last), .bySequence(after: middle, through: last),
      .bySequence(after: .zero, through: middle),
      .tombstones(after: .zero, through: last), .tombstones(after: middle, through: last),
      .bySequence(after: middle, through: SequenceNumber(rawValue: middle.rawValue + 5)),
    ]
    for replica in SeededGenerator.replicas + [ReplicaID(bits: 99)] {
      orders.append(.byOrigin(replica, after: .zero, id: nil))
      let place = random.version().timestamp
      orders.append(.byOrigin(replica, after: place, id: nil))
      orders.append(.byOrigin(replica, after: place, id: random.documentID()))
    }
    return orders
  }

  private func compare(
    _ snapshot: some ReplicaSnapshot, _ reference: ReferenceStore, _ type: TypeNumber,
    _ order: Scan.Order, _ random: inout SeededGenerator, _ sourceLocation: SourceLocation
  ) throws {
    let expected = reference.documents(type, order)
    var batch = ChangeBatch()
    let isExhausted = try snapshot.scan(Scan(type: type, order: order), into: &batch) { _ in
      .next
    }
    #expect(isExhausted, sourceLocation: sourceLocation)
    #expect(documents(batch) == expected, "\(order)", sourceLocation: sourceLocation)

    // Every third row taken away, and a stop on the way.
    let stop = Int.random(in: 0..<8, using: &random)
    var passed = 0
    var thinned = ChangeBatch()
    let end = try snapshot.scan(Scan(type: type, order: order), into: &thinned) { batch in
      passed += 1
      if passed % 3 == 0 { batch.removeLast() }
      return passed == stop ? .stop : .next
    }
    #expect(end == (stop == 0 || expected.count < stop), sourceLocation: sourceLocation)
    let kept = expected.prefix(stop == 0 ? .max : stop).enumerated()
      .filter { ($0.offset + 1) % 3 != 0 }.map(\.element)
    #expect(documents(thinned) == kept, "\(order)", sourceLocation: sourceLocation)
  }

  /// The documents that the rows of a batch describe.
  func documents(_ batch: ChangeBatch) -> [StoredDocument?] {
    batch.rows.map { row in
      guard let state = batch.state(of: row), state.updatedAt == row.updatedAt, !row.isLeft else {
        return nil
      }
      return StoredDocument(state: state, sequence: row.sequence)
    }
  }
}
