import AdminAPI
import Documents
import Replication
import Storage

/// Reads the conflict log on snapshots.
struct ConflictReader: Sendable {
  let reader: SnapshotSource
  let model: BoundModel
  /// How long records are kept, in milliseconds.
  let retention: Int64

  /// The built-in type of the records.
  var type: BoundType? { model.type(named: BuiltInType.conflict.rawValue) }

  /// How many are listed.
  func count() throws(StoreError) -> Int {
    try reader.snapshot().find(query(ConflictFilter(), offset: 0, limit: 1, wantsCount: true)).count
      ?? 0
  }

  /// A page of the list.
  func page(
    _ filter: ConflictFilter, offset: Int, limit: Int
  ) throws(StoreError) -> ConflictPage {
    let snapshot = try reader.snapshot()
    let found = try snapshot.find(query(filter, offset: offset, limit: limit, wantsCount: true))
    return ConflictPage(
      items: try conflicts(found.rows, filter, snapshot), count: found.count ?? 0)
  }

  /// The conflicts that rows say, which have all fields of the records; those that don't fit a filter are left out.
  func conflicts(
    _ rows: ChangeBatch, _ filter: ConflictFilter, _ snapshot: SQLiteSnapshot
  ) throws(StoreError) -> [Conflict] {
    var conflicts: [Conflict] = []
    for row in rows.rows {
      guard let values = rows.values(of: row), let record = ConflictRecord(values: values),
        filter.type.map({ $0 == record.type }) ?? true,
        filter.document.map({ DocumentID($0) == record.document }) ?? true,
        filter.since.map({ $0 <= row.updatedAt }) ?? true
      else { continue }
      conflicts.append(
        Conflict(
          id: rows.id(of: row), record: record, detectedAt: row.updatedAt,
          present: try present(record, snapshot)))
    }
    return conflicts
  }

  /// Which records to find. Those that are older than they are kept are about to be dropped, and are left out.
  private func query(
    _ filter: ConflictFilter, offset: Int, limit: Int, wantsCount: Bool
  ) -> DocumentQuery {
    let oldest = SystemClock.now().wall.milliseconds - retention
    var conditions = [
      Filter.compare(.updatedAt, .ge, .int(max(oldest, filter.since ?? .min)))
    ]
    if let type = filter.type {
      conditions.append(.compare(.field(ConflictRecord.typeField), .eq, .string(type)))
    }
    if let document = filter.document {
      conditions.append(.compare(.field(ConflictRecord.documentField), .eq, .string(document)))
    }
    let fields = type.map { Array($0.model.fields.indices) } ?? []
    return DocumentQuery(
      type: BuiltInType.conflict.rawValue, filter: .all(conditions),
      order: [.init(.updatedAt, isDescending: true), .init(.id)], offset: offset, limit: limit,
      fields: fields, wantsCount: wantsCount)
  }

  /// What the document of a record has in the field now.
  private func present(
    _ record: ConflictRecord, _ snapshot: SQLiteSnapshot
  ) throws(StoreError) -> Conflict.Present {
    guard let type = model.type(named: record.type),
      let state = try snapshot.document(record.document, type: type.number)
    else { return .gone }
    var value: String?
    if record.field == "_deleted" {
      value = "\(state.isDeleted)"
    } else if let index = type.model.index(ofField: record.field) {
      value = state[type.fields[index]].map {
        JSONForm.text(of: $0, type: type.model.fields[index].type.catalogName)
      }
    }
    return state.isDeleted ? .deleted(value) : .live(value)
  }
}
