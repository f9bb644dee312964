import Documents

/// Writes the documents that a scan passes over into batches, as the scan wants them.
struct MemoryRowWriter {
  private let scan: Scan
  private let replicas: [ReplicaID]
  /// The numbers of the fields of `columns`; nil for everything.
  private let fields: [FieldNumber]?
  private let evaluator: FilterEvaluator?

  init(_ scan: Scan, contents: MemoryContents) throws(StoreError) {
    self.scan = scan
    replicas = contents.replicas
    let type = contents.binding?.type(scan.type)
    switch scan.columns {
    case .everything: fields = nil
    case .fields(let indexes):
      guard let type, indexes.allSatisfy({ $0 < type.fields.count }) else {
        throw StoreError(.rejected, "the model lacks the type or fields of the scan")
      }
      fields = indexes.map { type.fields[$0] }
    }
    if let filter = scan.filter {
      guard let type else { throw StoreError(.rejected, "filters need a type of the model") }
      evaluator = FilterEvaluator(filter, type: type)
    } else {
      evaluator = nil
    }
  }

  /// Appends a row for a document, unless the filter leaves it out. Returns whether it did.
  func append(_ document: StoredDocument, to batch: inout ChangeBatch) -> Bool {
    if let evaluator, !evaluator.matches(document.state) {
      guard scan.marksLeft else { return false }
      if batch.isEmpty { batch.replicas = replicas }
      append(document, fields: [], isLeft: true, to: &batch)
      return true
    }
    if batch.isEmpty { batch.replicas = replicas }
    guard let fields else {
      batch.append(document.state, type: scan.type, sequence: document.sequence)
      return true
    }
    append(document, fields: fields, isLeft: false, to: &batch)
    return true
  }

  private func append(
    _ document: StoredDocument, fields: [FieldNumber], isLeft: Bool, to batch: inout ChangeBatch
  ) {
    let state = document.state
    var id = state.id.text
    var stamps: [UInt8] = []
    StampsCoding.append(state.stamps, to: &stamps) { batch.number(of: $0) }
    id.withUTF8 { id in
      stamps.withUnsafeBytes { stamps in
        batch.append(
          type: scan.type, sequence: document.sequence, createdAt: state.createdAt,
          updatedAt: state.updatedAt, isDeleted: state.isDeleted, isLeft: isLeft,
          id: UnsafeRawBufferPointer(id), stamps: stamps
        ) { bytes in
          for field in fields { PackedValues.append(state[field], to: &bytes) }
        }
      }
    }
  }
}
