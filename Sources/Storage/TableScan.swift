import Documents
import Replication

/// A scan of a table, planned: which statement, which rows, in which form.
struct TableScan {
  private let scan: Scan
  private let layout: StoreLayout
  private let connection: Connection
  private let table: TableLayout
  private let reader: RowReader
  private let condition: SQLCondition?

  init(_ scan: Scan, layout: StoreLayout, connection: Connection) throws(StoreError) {
    self.scan = scan
    self.layout = layout
    self.connection = connection
    table = try layout.table(scan.type)
    switch scan.columns {
    case .everything: reader = RowReader(table, .everything)
    case .fields(let indexes):
      let type = try layout.modelType(scan.type)
      reader = RowReader(table, .fields(try table.columns(indexes, of: type)))
    }
    if let filter = scan.filter {
      condition = try SQLCondition(
        filter, type: layout.modelType(scan.type), table: table, layout: layout)
    } else {
      condition = nil
    }
  }

  /// The beginning of the statement. The filter is a column of the result, not a condition: rows must come in the order asked
  /// for without being sorted, and SQLite might prefer another index if it knew.
  private var select: String {
    table.select(reader.columns, condition.map { "ifnull((\($0.sql)), 0)" }) + " WHERE "
      + table.ofType
  }

  /// Binds the filter's parameters; returns where those of the order begin.
  private func bindFilter(_ statement: Statement) -> Int {
    condition?.bind(to: statement, from: 1) ?? 1
  }

  /// Runs the scan; returns whether the order was exhausted.
  func run(
    into batch: inout ChangeBatch, _ judge: (inout ChangeBatch) -> ScanStep
  ) throws(StoreError) -> Bool {
    let first = 1 + (condition?.values.count ?? 0)
    let rows: Statement
    switch scan.order {
    case .byID(let after):
      guard let after else {
        rows = try connection.statement(select + "true ORDER BY id")
        break
      }
      rows = try connection.statement(select + "id > ?\(first) ORDER BY id")
      rows.bind(copying: after.text, at: first)
    case .bySequence(let after, let through), .tombstones(let after, let through):
      rows = try connection.statement(
        select + (scan.order.isOfTombstones ? "_deleted = 1 AND " : "")
          + "_seq > ?\(first) AND _seq <= ?\(first + 1) ORDER BY _seq")
      rows.bind(Int64(clamping: after.rawValue), at: first)
      rows.bind(Int64(clamping: through.rawValue), at: first + 1)
    case .byOrigin(let origin, let timestamp, let id):
      return try run(origin, timestamp, id, into: &batch, judge)
    }
    _ = bindFilter(rows)
    defer { rows.reset() }
    while try rows.step() {
      guard try pass(rows, into: &batch, judge) == .next else { return false }
    }
    return true
  }

  /// Appends the row at hand as the filter says, and has it judged.
  @inline(__always)
  private func pass(
    _ row: Statement, into batch: inout ChangeBatch, _ judge: (inout ChangeBatch) -> ScanStep
  ) throws(StoreError) -> ScanStep {
    if batch.isEmpty { batch.replicas = layout.replicas }
    let column = TableLayout.Result.firstField + reader.columns.count
    let matches = condition == nil || row.int(column) != 0
    guard matches || scan.marksLeft else { return .next }
    try reader.append(row, isLeft: !matches, to: &batch)
    return judge(&batch)
  }

  private func run(
    _ origin: ReplicaID, _ timestamp: Timestamp, _ id: DocumentID?,
    into batch: inout ChangeBatch, _ judge: (inout ChangeBatch) -> ScanStep
  ) throws(StoreError) -> Bool {
    guard let number = layout.number(of: origin) else { return true }
    let row = try connection.statement(select + "_seq = ?\(1 + (condition?.values.count ?? 0))")
    let key = bindFilter(row)
    var entries = try OriginEntries(connection, table, number, from: timestamp)
    defer { entries.end() }
    while let group = try entries.next() {
      var sequences = group.sequences
      if sequences.count > 1 || group.timestamp == timestamp {
        sequences = try entries.inOrderOfID(
          group, after: group.timestamp == timestamp ? .some(id) : nil)
      }
      for sequence in sequences {
        row.bind(sequence, at: key)
        defer { row.reset() }
        guard try row.step() else {
          throw StoreError(.corrupt, "the origin index of \(table.table) is damaged")
        }
        guard try pass(row, into: &batch, judge) == .next else { return false }
      }
    }
    return true
  }
}

extension Scan.Order {
  /// Whether it has the deleted documents alone. The statement must say so as the partial index does.
  fileprivate var isOfTombstones: Bool {
    switch self {
    case .tombstones: true
    case .byID, .byOrigin, .bySequence: false
    }
  }
}
