public import Documents
public import Replication

extension SQLiteSnapshot {
  /// Finds the live documents that belong to several others, in one statement. Fields and stamps come as ``find(_:)`` gives them.
  ///
  /// Throws ``StoreError/Kind/rejected`` where the model lacks the type or a field.
  public func related(_ query: RelatedQuery) throws(StoreError) -> RelatedDocuments {
    let statement = try statement(for: query)
    let select = try connection().statement(statement.sql)
    statement.bind(query, to: select)
    defer { select.reset() }
    let reader = RowReader(statement.table, .effective(statement.columns))
    let placeColumn = TableLayout.Result.firstField + statement.columns.count
    var found = RelatedDocuments(rows: ChangeBatch(replicas: layout.replicas), ranges: [])
    found.ranges.reserveCapacity(query.keys.count)
    var start = 0
    while try select.step() {
      let key = Int(select.int(placeColumn))
      while found.ranges.count < key {
        found.ranges.append(start..<found.rows.count)
        start = found.rows.count
      }
      try reader.append(select, to: &found.rows)
    }
    while found.ranges.count < query.keys.count {
      found.ranges.append(start..<found.rows.count)
      start = found.rows.count
    }
    return found
  }

  /// The statement that ``related(_:)`` runs.
  func statement(for query: RelatedQuery) throws(StoreError) -> RelatedStatement {
    let (table, type) = try modelTable(query.documents.type)
    return try RelatedStatement(
      query, table: table, type: type, layout: layout,
      order: order(query.documents.order, table, type))
  }
}

/// The statement for a ``RelatedQuery``: its text does not depend on the keys, which come as one parameter.
///
/// For each key an inner statement chooses documents by their sequence numbers, so that order and limit are those of each key by itself
/// and no more than the limit is kept while sorting. Where the id is the key there is nothing to choose: it is looked up.
struct RelatedStatement {
  let sql: String
  let table: TableLayout
  /// The columns of the fields that were asked for.
  let columns: [TableLayout.Column]
  private let filter: SQLCondition?
  /// The parameter of the keys.
  private let first: Int
  private let isByID: Bool

  init(
    _ query: RelatedQuery, table: TableLayout, type: BoundType, layout: StoreLayout, order: String
  ) throws(StoreError) {
    let documents = query.documents
    self.table = table
    columns = try table.columns(documents.fields, of: type)
    filter =
      if let condition = documents.filter {
        try SQLCondition(condition, type: type, table: table, layout: layout)
      } else {
        nil
      }
    first = 1 + (filter?.values.count ?? 0)
    let keys = "(SELECT key AS \(Self.place), value AS \(Self.key) FROM json_each(?\(first)))"
    let condition = "_deleted = 0" + (filter.map { " AND (\($0.sql))" } ?? "")
    let chosen: String
    switch query.field {
    case .id:
      isByID = true
      chosen = "id = \(Self.key) AND \(condition)"
    case .field(let index):
      isByID = false
      let column = quotedName(try table.columns([index], of: type)[0].name)
      chosen = """
        _seq IN (SELECT _seq FROM \(table.table) AS \(Self.inner) \
        WHERE \(column) = \(Self.key) AND \(condition) \
        ORDER BY \(order) LIMIT ?\(first + 2) OFFSET ?\(first + 3))
        """
    case .createdAt, .updatedAt:
      throw StoreError(.rejected, "documents are related by ids, not by times")
    }
    sql = """
      \(table.select(columns, Self.place, wantsStamps: documents.wantsVersion, behind: keys)) \
      WHERE \(chosen) ORDER BY \(Self.place), \(order) LIMIT ?\(first + 1)
      """
  }

  // Names that no column has.
  private static let place = quotedName("deltamesh.place")
  private static let key = quotedName("deltamesh.key")
  private static let inner = quotedName("deltamesh.inner")

  func bind(_ query: RelatedQuery, to statement: Statement) {
    _ = filter?.bind(to: statement, from: 1)
    statement.bind(
      copying: JSONForm.text(of: .list(query.keys.map { .string($0) }), type: "[String]"), at: first
    )
    statement.bind(Int64(max(query.total, 0)), at: first + 1)
    guard !isByID else { return }
    statement.bind(Int64(max(query.documents.limit, 0)), at: first + 2)
    statement.bind(Int64(max(query.documents.offset, 0)), at: first + 3)
  }
}
