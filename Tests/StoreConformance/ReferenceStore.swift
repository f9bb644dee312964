import Documents
import Replication

/// What a store should answer, worked out in the plainest way from a dictionary of documents.
struct ReferenceStore {
  var types: [TypeNumber: [DocumentID: StoredDocument]] = [:]
  var commits: [Commit] = []
  var record: ReplicaRecord
  var adjustments: [TypeNumber: BucketSums] = [:]
  var sequence = SequenceNumber.zero

  init(record: ReplicaRecord) {
    self.record = record
    commits = [record.commit]
  }

  subscript(id: DocumentID, type: TypeNumber) -> StoredDocument? {
    get { types[type]?[id] }
    set { types[type, default: [:]][id] = newValue }
  }

  func lastCommit(before time: Int64) -> Commit {
    commits.last { $0.time < time } ?? commits[0]
  }

  func latestSequence(of type: TypeNumber) -> SequenceNumber {
    (types[type] ?? [:]).values.map(\.sequence).max() ?? .zero
  }

  /// The sums of a type: of all its documents, and what was added beside them.
  func sums(of type: TypeNumber) -> BucketSums {
    var sums = adjustments[type] ?? BucketSums()
    let hasher = TypeHasher(record.catalog[type])
    for document in (types[type] ?? [:]).values {
      if let hash = hasher.hash(document.state) { sums.add(hash) }
    }
    return sums
  }

  /// The documents that a scan should pass, in order, before its filter.
  func documents(_ type: TypeNumber, _ order: Scan.Order) -> [StoredDocument] {
    let all = (types[type] ?? [:]).values
    switch order {
    case .byID(let after):
      return all.filter { after == nil || after! < $0.state.id }
        .sorted { $0.state.id < $1.state.id }
    case .bySequence(let after, let through):
      return all.filter { after < $0.sequence && $0.sequence <= through }
        .sorted { $0.sequence < $1.sequence }
    case .tombstones(let after, let through):
      return documents(type, .bySequence(after: after, through: through))
        .filter { $0.state.isDeleted }
    case .byOrigin(let origin, let after, let id):
      func timestamp(_ document: StoredDocument) -> Timestamp {
        document.state.stamps.versionVector[origin]
      }
      return all.filter { document in
        if timestamp(document) == .zero { return false }
        if timestamp(document) != after { return timestamp(document) > after }
        return id.map { $0 < document.state.id } ?? false
      }.sorted {
        (timestamp($0), $0.state.id) < (timestamp($1), $1.state.id)
      }
    }
  }
}
