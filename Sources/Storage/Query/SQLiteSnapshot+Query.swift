public import Documents
public import Replication

extension SQLiteSnapshot {
  /// Finds live documents. A field that nobody ever wrote has its default, or is null, in conditions, order and result. Stamps
  /// come with `wantsVersion` only; the rows name the replicas of the store.
  ///
  /// Throws ``StoreError/Kind/rejected`` where the model lacks the type or a field.
  public func find(_ query: DocumentQuery) throws(StoreError) -> DocumentQueryResult {
    let (table, type) = try modelTable(query.type)
    let connection = try connection()
    let columns = try table.columns(query.fields, of: type)
    var filter: SQLCondition?
    if let condition = query.filter {
      filter = try SQLCondition(condition, type: type, table: table, layout: layout)
    }
    let condition = "WHERE _deleted = 0" + (filter.map { " AND (\($0.sql))" } ?? "")
    let limit = 1 + (filter?.values.count ?? 0)
    let select = try connection.statement(
      """
      \(table.select(columns, wantsStamps: query.wantsVersion)) \(condition) \
      ORDER BY \(try order(query.order, table, type)) LIMIT ?\(limit) OFFSET ?\(limit + 1)
      """)
    _ = filter?.bind(to: select, from: 1)
    select.bind(Int64(max(query.limit, 0)), at: limit)
    select.bind(Int64(max(query.offset, 0)), at: limit + 1)
    let rows = try read(select, RowReader(table, .effective(columns)))
    guard query.wantsCount else { return DocumentQueryResult(rows: rows, count: nil) }
    let counter = try connection.statement("SELECT count(*) FROM \(table.table) \(condition)")
    _ = filter?.bind(to: counter, from: 1)
    defer { counter.reset() }
    let count = try counter.step() ? Int(counter.int(0)) : 0
    return DocumentQueryResult(rows: rows, count: count)
  }

  /// The live document with an id: one row, or none. Fields and stamps as ``find(_:)`` gives them.
  public func get(
    _ id: DocumentID, type name: String, fields: [Int], wantsVersion: Bool = false
  ) throws(StoreError) -> ChangeBatch {
    let (table, type) = try modelTable(name)
    let columns = try table.columns(fields, of: type)
    let select = try connection().lookup(in: table, fields: fields, wantsStamps: wantsVersion) {
      "\(table.select(columns, wantsStamps: wantsVersion)) WHERE id = ?1 AND _deleted = 0"
    }
    select.bind(copying: id.text, at: 1)
    return try read(select, RowReader(table, .effective(columns)))
  }

  /// How many live and deleted documents of a type there are. Takes a look-up, not a scan.
  public func counts(of name: String) throws(StoreError) -> (live: Int, deleted: Int) {
    let (table, _) = try modelTable(name)
    return try DocumentCounts.counts(of: table.type, on: connection())
  }

  func modelTable(_ name: String) throws(StoreError) -> (TableLayout, BoundType) {
    guard let type = layout.binding?.type(named: name) else {
      throw StoreError(.rejected, "the model has no type \(name)")
    }
    return (try layout.table(type.number), type)
  }

  private func read(
    _ select: Statement, _ reader: RowReader
  ) throws(StoreError) -> ChangeBatch {
    var rows = ChangeBatch(replicas: layout.replicas)
    defer { select.reset() }
    while try select.step() { try reader.append(select, to: &rows) }
    return rows
  }

  /// Null comes first, as SQLite has it; the id decides in the end.
  func order(
    _ order: [DocumentQuery.Ordering], _ table: TableLayout, _ type: BoundType
  ) throws(StoreError) -> String {
    var terms: [String] = []
    for ordering in order {
      let direction = ordering.isDescending ? " DESC" : ""
      switch ordering.field {
      case .id: return (terms + ["id\(direction)"]).joined(separator: ", ")
      case .createdAt: terms.append(SQLCondition.createdAt + direction)
      case .updatedAt: terms.append("_updatedAt\(direction)")
      case .field(let index):
        terms.append(quotedName(try table.columns([index], of: type)[0].name) + direction)
      }
    }
    return (terms + ["id"]).joined(separator: ", ")
  }
}
