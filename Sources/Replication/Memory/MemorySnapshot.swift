public import Documents

/// One state of a ``MemoryStore``; later changes of the store don't show in it.
public struct MemorySnapshot: ReplicaSnapshot, Sendable {
  let contents: MemoryContents
  private let stored: ReplicaRecord

  init(contents: MemoryContents, record: ReplicaRecord) {
    self.contents = contents
    stored = record
  }

  /// What is known about the replica.
  public func record() -> ReplicaRecord { stored }

  /// Every replica that stamps here may name; ascending.
  public func origins() -> [ReplicaID] { contents.replicas.sorted() }

  /// The commit that ended at a sequence number.
  public func commit(at sequence: SequenceNumber) -> Commit? { contents.commits[sequence] }

  /// The latest commit before a time, or the first one.
  public func lastCommit(before time: Int64) throws(StoreError) -> Commit {
    // Commits are in order of time as well, since their clock never steps back.
    var low = SequenceNumber.zero.rawValue
    var high = stored.commit.mark.sequence.rawValue + 1
    while low < high {
      let middle = low + (high - low) / 2
      let position = contents.commits.position(from: SequenceNumber(rawValue: middle))
      guard let entry = contents.commits.entry(at: position) else {
        high = middle
        continue
      }
      if entry.value.time < time { low = entry.key.rawValue + 1 } else { high = middle }
    }
    let first = contents.commits.entry(at: contents.commits.start)
    guard
      let found = contents.commits.last(before: SequenceNumber(rawValue: low)) ?? first
    else { throw StoreError(.corrupt, "the log of commits is empty") }
    return found.value
  }

  /// The greatest sequence number of a type.
  public func latestSequence(of type: TypeNumber) throws(StoreError) -> SequenceNumber {
    contents.tables[try contents.table(type)].sequences.last?.key ?? .zero
  }

  /// The sums of a type.
  public func sums(of type: TypeNumber) throws(StoreError) -> BucketSums {
    contents.tables[try contents.table(type)].sums
  }

  /// Reads rows in the order of `scan`.
  public func scan(
    _ scan: Scan, into batch: inout ChangeBatch, _ judge: (inout ChangeBatch) -> ScanStep
  ) throws(StoreError) -> Bool {
    let table = contents.tables[try contents.table(scan.type)]
    let writer = try MemoryRowWriter(scan, contents: contents)
    func passes(_ document: StoredDocument) -> Bool {
      guard writer.append(document, to: &batch) else { return true }
      return judge(&batch) == .next
    }
    switch scan.order {
    case .byID(let after):
      var position =
        after.map { table.documents.position(behind: $0) } ?? table.documents.start
      while let entry = table.documents.entry(at: position) {
        guard passes(entry.value) else { return false }
        table.documents.advance(&position)
      }
    case .bySequence(let after, let through):
      return pass(table, table.sequences, after: after, through: through, passes)
    case .tombstones(let after, let through):
      return pass(table, table.tombstones, after: after, through: through, passes)
    case .byOrigin(let origin, let timestamp, let id):
      let place = MemoryTable.OriginKey(origin: origin, timestamp: timestamp, id: id)
      var position = table.origins.position(behind: place)
      while let entry = table.origins.entry(at: position), entry.key.origin == origin {
        if let document = table.documents[entry.value], !passes(document) { return false }
        table.origins.advance(&position)
      }
    }
    return true
  }

  private func pass(
    _ table: MemoryTable, _ index: SortedTable<SequenceNumber, DocumentID>,
    after: SequenceNumber, through: SequenceNumber, _ passes: (StoredDocument) -> Bool
  ) -> Bool {
    var position = index.position(behind: after)
    while let entry = index.entry(at: position), entry.key <= through {
      if let document = table.documents[entry.value], !passes(document) { return false }
      index.advance(&position)
    }
    return true
  }
}
