import Documents
import Replication

/// Everything that a store holds, as far as anybody can see it: two stores with equal images are the same to a replica.
struct StoreImage: Equatable {
  var record: ReplicaRecord?
  var progress: [PullProgress] = []
  /// By type: the documents by id, by sequence, and by origin for each replica that has written any.
  var documents: [[StoredDocument?]] = []
  var bySequence: [[SequenceNumber]] = []
  var byOrigin: [[String]] = []
  /// What the log of commits says of the last commit.
  var commit: Commit?

  /// An empty store.
  init() {}

  /// What a store holds now.
  init(_ store: some ReplicaStore) throws(StoreError) {
    record = try store.record()
    progress = try store.pullProgress().sorted { $0.peer < $1.peer }
    guard let record else { return }
    let snapshot = try store.snapshot()
    commit = try snapshot.commit(at: record.commit.mark.sequence)
    for index in record.catalog.types.indices {
      let type = TypeNumber(rawValue: UInt16(index))
      func rows(_ order: Scan.Order) throws(StoreError) -> [StoredDocument?] {
        var batch = ChangeBatch()
        _ = try snapshot.scan(Scan(type: type, order: order), into: &batch) { _ in .next }
        return batch.rows.map { row in
          batch.state(of: row).map { StoredDocument(state: $0, sequence: row.sequence) }
        }
      }
      let all = try rows(.byID(after: nil))
      let last = SequenceNumber(rawValue: .max >> 1)
      documents.append(all)
      bySequence.append(
        try rows(.bySequence(after: .zero, through: last)).compactMap { $0?.sequence })
      var origins = Set<ReplicaID>()
      for document in all {
        origins.formUnion(document?.state.stamps.groups.map(\.version.replica) ?? [])
      }
      for origin in origins.sorted() {
        let held = try rows(.byOrigin(origin, after: .zero, id: nil))
        byOrigin.append(["\(origin)"] + held.map { $0?.state.id.text ?? "damaged" })
      }
    }
  }

  /// A document of the first type.
  func document(_ id: DocumentID) -> StoredDocument? {
    documents.first?.compactMap { $0 }.first { $0.state.id == id }
  }
}
