import Documents
import Replication

/// Keeps the catalogue, and the tables that follow from it and the model. All of it runs within the caller's transaction.
///
/// A type of the model has a table, a field of it a column. A name can stand for several types or fields, of which the model has one
/// at most: what had its table or column before gives it up, and stands where what the model never had stands.
struct CatalogKeeper {
  let connection: Connection
  let model: Model

  /// A field as it is kept.
  private struct StoredField {
    var hasColumn: Bool
    var absent: Value
  }

  /// A type as it is kept.
  private struct StoredType {
    var hasTable: Bool
    var fields: [StoredField]
  }

  /// The layout that the database has now; nil where there is no catalogue.
  func load() throws(StoreError) -> StoreLayout {
    var layout = StoreLayout()
    let (catalog, stored) = try read()
    layout.catalog = catalog
    layout.hashers = catalog.hashers
    layout.binding = binding(catalog)
    layout.tables = try tables(catalog, stored)
    let replicas = try connection.statement(
      "SELECT id FROM \"deltamesh.replicas\" ORDER BY number")
    defer { replicas.reset() }
    while try replicas.step() {
      guard let id = ReplicaID(replicas.string(0)) else {
        throw StoreError(.corrupt, "the table of replicas is damaged")
      }
      layout.replicas.append(id)
    }
    return layout
  }

  /// Takes up the types and fields that `catalog` has more than the stored one, and gives tables and columns to what the model
  /// has: rows that were kept without them move there. What the model no longer has keeps its columns, unless the model now means
  /// something else by their names.
  func update(_ layout: inout StoreLayout, to catalog: Catalog) throws(StoreError) {
    var (known, stored) = try read()
    let before = known
    try add(catalog, to: &known, &stored)
    layout.catalog = known
    layout.hashers = known.hashers
    layout.binding = binding(known)
    for bound in layout.binding?.types ?? [] where Int(bound.number.rawValue) < stored.count {
      try makeRoom(for: bound, known, &stored, layout.replicas)
      try provide(bound, known[bound.number], before, &stored, layout.replicas)
    }
    layout.tables = try tables(known, stored)
    for table in layout.tables where !table.isGeneric {
      try connection.execute(table.tombstoneIndex)
    }
  }

  private func binding(_ catalog: Catalog) -> BoundModel? {
    var catalog = catalog
    return catalog.types.isEmpty ? nil : BoundModel(model, catalog: &catalog)
  }

  // MARK: What is stored

  private func read() throws(StoreError) -> (Catalog, [StoredType]) {
    var types: [CatalogType] = []
    var stored: [StoredType] = []
    let typeRows = try connection.statement(
      "SELECT number, name, merge, hasTable FROM \"deltamesh.types\" ORDER BY number")
    defer { typeRows.reset() }
    while try typeRows.step() {
      guard typeRows.int(0) == types.count,
        let merge = MergeGranularity(rawValue: typeRows.string(2))
      else { throw StoreError(.corrupt, "the catalogue of types is damaged") }
      let (fields, storedFields) = try readFields(types.count)
      types.append(CatalogType(name: typeRows.string(1), merge: merge, fields: fields))
      stored.append(StoredType(hasTable: typeRows.int(3) != 0, fields: storedFields))
    }
    return (Catalog(types: types), stored)
  }

  private func readFields(_ type: Int) throws(StoreError) -> ([CatalogField], [StoredField]) {
    var fields: [CatalogField] = []
    var stored: [StoredField] = []
    let rows = try connection.statement(
      """
      SELECT number, name, valueType, hasColumn, absent FROM "deltamesh.fields" \
      WHERE type = ?1 ORDER BY number
      """)
    rows.bind(Int64(type), at: 1)
    defer { rows.reset() }
    while try rows.step() {
      var position = 0
      let absent = PackedValues.readValue(rows.blob(4), at: &position) ?? .some(.null)
      guard rows.int(0) == fields.count else {
        throw StoreError(.corrupt, "the catalogue of fields is damaged")
      }
      fields.append(CatalogField(name: rows.string(1), type: rows.string(2)))
      stored.append(StoredField(hasColumn: rows.int(3) != 0, absent: absent ?? .null))
    }
    return (fields, stored)
  }

  private func add(
    _ catalog: Catalog, to known: inout Catalog, _ stored: inout [StoredType]
  ) throws(StoreError) {
    for type in catalog.types {
      let before = known.number(ofType: type.name, merge: type.merge)
      let firstField = before.map { known[$0].fields.count } ?? 0
      let isNew = before == nil
      guard let number = known.add(type) else {
        throw StoreError(.rejected, "the catalogue has no room for the type \(type.name)")
      }
      if isNew {
        let row = try connection.statement(
          "INSERT INTO \"deltamesh.types\" (number, name, merge) VALUES (?1, ?2, ?3)")
        row.bind(Int64(number.rawValue), at: 1)
        row.bind(copying: type.name, at: 2)
        row.bind(copying: type.merge.rawValue, at: 3)
        try row.run()
        stored.append(StoredType(hasTable: false, fields: []))
      }
      for index in firstField..<known[number].fields.count {
        let field = known[number].fields[index]
        let row = try connection.statement(
          "INSERT INTO \"deltamesh.fields\" (type, number, name, valueType) VALUES (?1, ?2, ?3, ?4)"
        )
        row.bind(Int64(number.rawValue), at: 1)
        row.bind(Int64(index), at: 2)
        row.bind(copying: field.name, at: 3)
        row.bind(copying: field.type, at: 4)
        try row.run()
        stored[Int(number.rawValue)].fields.append(StoredField(hasColumn: false, absent: .null))
      }
    }
  }

  private func tables(
    _ catalog: Catalog, _ stored: [StoredType]
  ) throws(StoreError) -> [TableLayout] {
    catalog.types.indices.map { number in
      let type = TypeNumber(rawValue: UInt16(number))
      guard stored[number].hasTable else { return TableLayout(type: type, name: nil, columns: []) }
      return TableLayout(
        type: type, name: catalog[type].name, columns: columns(catalog[type], stored[number]))
    }
  }

  private func columns(_ type: CatalogType, _ stored: StoredType) -> [TableLayout.Column] {
    stored.fields.indices.filter { stored.fields[$0].hasColumn }.map { index in
      TableLayout.Column(
        field: FieldNumber(rawValue: UInt16(index)), name: type.fields[index].name,
        kind: ColumnKind(catalogType: type.fields[index].type),
        absent: stored.fields[index].absent)
    }
  }

  // MARK: What the model wants

  /// Takes from other types and fields the names of the table and the columns that a type of the model is to have. Names count as
  /// SQLite compares them, without regard to case.
  private func makeRoom(
    for bound: BoundType, _ catalog: Catalog, _ stored: inout [StoredType],
    _ replicas: [ReplicaID]
  ) throws(StoreError) {
    let number = Int(bound.number.rawValue)
    let name = bound.model.name.lowercased()
    for other in stored.indices
    where other != number && stored[other].hasTable
      && catalog.types[other].name.lowercased() == name
    {
      try giveUpTable(other, catalog.types[other], &stored, replicas)
    }
    guard stored[number].hasTable else { return }
    let known = stored[number].fields
    let wanted = Set(
      bound.fields.filter { Int($0.rawValue) < known.count && !known[Int($0.rawValue)].hasColumn }
        .map { catalog[bound.number].fields[Int($0.rawValue)].name.lowercased() })
    let taken = known.indices.filter {
      known[$0].hasColumn && wanted.contains(catalog[bound.number].fields[$0].name.lowercased())
    }
    if !taken.isEmpty {
      try giveUpColumns(taken, number, catalog[bound.number], &stored, replicas)
    }
  }

  /// Moves the documents of a type into the table of all types that the model does not have.
  private func giveUpTable(
    _ number: Int, _ type: CatalogType, _ stored: inout [StoredType], _ replicas: [ReplicaID]
  ) throws(StoreError) {
    let typeNumber = TypeNumber(rawValue: UInt16(number))
    let old = TableLayout(type: typeNumber, name: type.name, columns: columns(type, stored[number]))
    let new = TableLayout(type: typeNumber, name: nil, columns: [])
    try RowMover(connection: connection, replicas: replicas).move(from: old, to: new)
    try connection.execute("DROP TABLE \(old.table); DROP TABLE \(old.origins)")
    try connection.execute("UPDATE \"deltamesh.types\" SET hasTable = 0 WHERE number = \(number)")
    try connection.execute(
      "UPDATE \"deltamesh.fields\" SET hasColumn = 0, absent = NULL WHERE type = \(number)")
    stored[number].hasTable = false
    for field in stored[number].fields.indices {
      stored[number].fields[field] = StoredField(hasColumn: false, absent: .null)
    }
  }

  /// Moves the values of fields out of their columns.
  private func giveUpColumns(
    _ fields: [Int], _ number: Int, _ type: CatalogType, _ stored: inout [StoredType],
    _ replicas: [ReplicaID]
  ) throws(StoreError) {
    let typeNumber = TypeNumber(rawValue: UInt16(number))
    let old = TableLayout(type: typeNumber, name: type.name, columns: columns(type, stored[number]))
    for field in fields {
      stored[number].fields[field] = StoredField(hasColumn: false, absent: .null)
    }
    let new = TableLayout(type: typeNumber, name: type.name, columns: columns(type, stored[number]))
    try RowMover(connection: connection, replicas: replicas).rewrite(from: old, to: new, all: true)
    for field in fields {
      let name = type.fields[field].name
      try connection.execute("DROP INDEX IF EXISTS \(old.indexName(name))")
      try connection.execute("ALTER TABLE \(old.table) DROP COLUMN \(quotedName(name))")
      try connection.execute(
        """
        UPDATE "deltamesh.fields" SET hasColumn = 0, absent = NULL \
        WHERE type = \(number) AND number = \(field)
        """)
    }
  }

  /// Gives a type of the model its table, columns and indexes.
  private func provide(
    _ bound: BoundType, _ type: CatalogType, _ before: Catalog, _ stored: inout [StoredType],
    _ replicas: [ReplicaID]
  ) throws(StoreError) {
    let number = Int(bound.number.rawValue)
    let old = TableLayout(
      type: bound.number, name: stored[number].hasTable ? type.name : nil,
      columns: stored[number].hasTable ? columns(type, stored[number]) : [])
    var added: [FieldNumber] = []
    var defaultsChanged = false
    for (index, field) in bound.fields.enumerated()
    where Int(field.rawValue) < stored[number].fields.count {
      let absent = bound.model.fields[index].defaultValue ?? .null
      let isThere = stored[number].fields[Int(field.rawValue)].hasColumn
      if isThere, stored[number].fields[Int(field.rawValue)].absent == absent { continue }
      if isThere { defaultsChanged = true } else { added.append(field) }
      stored[number].fields[Int(field.rawValue)] = StoredField(hasColumn: true, absent: absent)
      try mark(number, field, absent)
    }
    let wasThere = stored[number].hasTable
    stored[number].hasTable = true
    let new = TableLayout(
      type: bound.number, name: type.name, columns: columns(type, stored[number]))
    let mover = RowMover(connection: connection, replicas: replicas)
    if !wasThere {
      try connection.execute(new.creation)
      try connection.execute(
        "UPDATE \"deltamesh.types\" SET hasTable = 1 WHERE number = \(number)")
      try mover.move(from: old, to: new)
    } else if !added.isEmpty || defaultsChanged {
      for column in new.columns where added.contains(column.field) {
        try connection.execute(new.addition(of: column))
      }
      let knownBefore =
        bound.number.rawValue < UInt16(before.types.count)
        ? before[bound.number].fields.count : 0
      let haveRows = added.contains { Int($0.rawValue) < knownBefore }
      if defaultsChanged || haveRows {
        try mover.rewrite(from: old, to: new, all: defaultsChanged)
      }
    }
    try index(bound, new)
  }

  private func mark(
    _ type: Int, _ field: FieldNumber, _ absent: Value
  ) throws(StoreError) {
    var packed: [UInt8] = []
    PackedValues.append(absent, to: &packed)
    let row = try connection.statement(
      """
      UPDATE "deltamesh.fields" SET hasColumn = 1, absent = ?1 WHERE type = ?2 AND number = ?3
      """)
    row.bind(copying: packed, at: 1)
    row.bind(Int64(type), at: 2)
    row.bind(Int64(field.rawValue), at: 3)
    try row.run()
  }

  /// Makes the indexes that the model asks for, and drops those that it no longer does.
  private func index(_ bound: BoundType, _ table: TableLayout) throws(StoreError) {
    for (index, field) in bound.model.fields.enumerated()
    where table.columns.contains(where: { $0.field == bound.fields[index] }) {
      let name = table.indexName(field.name)
      if field.isIndexed {
        try connection.execute(
          "CREATE INDEX IF NOT EXISTS \(name) ON \(table.table) (\(quotedName(field.name)))")
      } else {
        try connection.execute("DROP INDEX IF EXISTS \(name)")
      }
    }
  }
}
