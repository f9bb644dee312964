import Documents
import Replication

/// How the documents of one type stand in a table, and the statements for it. The one place that knows the names of columns.
///
/// `_seq` is the key of the table and its index by sequence number. `_origin` and `_version` are the greatest version of the
/// document (the number of its replica, its timestamp): the index over them, together with the table `….origins` for the other
/// replicas in a document's stamps, is the origin index. `_extra` holds what the columns can't, see ``ExtraFields``.
final class TableLayout: Sendable {
  /// A column of a field.
  struct Column: Sendable, Hashable {
    /// The field by its number in the catalogue.
    let field: FieldNumber
    /// Its name, which is that of the column.
    let name: String
    /// How its values stand in the column.
    let kind: ColumnKind
    /// What the column holds where nobody ever wrote the field: its default in the model, or null.
    let absent: Value
  }

  /// Parameters of the statements that write, before those of the fields.
  enum Parameter {
    static let sequence = 1
    static let id = 2
    static let origin = 3
    static let version = 4
    static let createdAt = 5
    static let updatedAt = 6
    static let isDeleted = 7
    static let stamps = 8
    static let extra = 9
    static let firstField = 10
  }

  /// Columns of the results of ``select(_:where:)``, before those of the fields.
  enum Result {
    static let sequence = 0
    static let id = 1
    static let isDeleted = 2
    static let createdAt = 3
    static let updatedAt = 4
    static let stamps = 5
    static let extra = 6
    static let firstField = 7
  }

  /// The type.
  let type: TypeNumber
  /// The table, as SQL names it.
  let table: String
  /// The table of the further origins, as SQL names it.
  let origins: String
  /// Whether the table is that of all types which the model has never had.
  let isGeneric: Bool
  /// The columns of fields, in order of their numbers.
  let columns: [Column]
  /// For each field by number the index of its column, or -1. Fields beyond have none.
  let columnOfField: [Int]

  /// Adds a document.
  let insert: String
  /// Adds a document unless its id exists.
  let insertNew: String
  /// Changes the document whose sequence number is the last parameter.
  let update: String
  /// Reads the document with an id.
  let selectByID: String
  /// Forgets the document with a sequence number.
  let delete: String
  /// Adds and takes away an entry of a further origin: replica, timestamp, sequence number.
  let insertOrigin: String
  let deleteOrigin: String

  init(type: TypeNumber, name: String?, columns: [Column]) {
    self.type = type
    isGeneric = name == nil
    let table = quotedName(name ?? "deltamesh.documents")
    let origins = quotedName((name ?? "deltamesh.documents") + ".origins")
    self.table = table
    self.origins = origins
    self.columns = columns.sorted { $0.field < $1.field }
    var columnOfField = Array(
      repeating: -1, count: (self.columns.last?.field.rawValue).map { Int($0) + 1 } ?? 0)
    for (index, column) in self.columns.enumerated() {
      columnOfField[Int(column.field.rawValue)] = index
    }
    self.columnOfField = columnOfField
    var names = [
      "_seq", "id", "_origin", "_version", "_createdAt", "_updatedAt", "_deleted", "_stamps",
      "_extra",
    ]
    names += self.columns.map { quotedName($0.name) }
    let typeColumn = name == nil ? "_type, " : ""
    let typeValue = name == nil ? "\(type.rawValue), " : ""
    let parameters = names.indices.map { "?\($0 + 1)" }.joined(separator: ", ")
    insert = """
      INSERT INTO \(table) (\(typeColumn)\(names.joined(separator: ", "))) \
      VALUES (\(typeValue)\(parameters))
      """
    insertNew = insert + " ON CONFLICT (\(typeColumn)id) DO NOTHING"
    let assignments = names.enumerated().map { "\($1) = ?\($0 + 1)" }.joined(separator: ", ")
    update = "UPDATE \(table) SET \(assignments) WHERE _seq = ?\(names.count + 1)"
    let ofType = name == nil ? "_type = \(type.rawValue) AND " : ""
    selectByID = Self.select(self.columns, table) + " WHERE \(ofType)id = ?1"
    delete = "DELETE FROM \(table) WHERE _seq = ?1"
    insertOrigin =
      "INSERT INTO \(origins) (\(typeColumn)replica, timestamp, seq) VALUES (\(typeValue)?1, ?2, ?3)"
    deleteOrigin =
      "DELETE FROM \(origins) WHERE \(ofType)replica = ?1 AND timestamp = ?2 AND seq = ?3"
  }

  /// The condition that a row is of the type, to put before others.
  var ofType: String { isGeneric ? "_type = \(type.rawValue) AND " : "" }

  /// The beginning of a statement that reads these columns; `extra` is a further expression behind them. Without stamps there
  /// is nothing in their place, nor for `_extra`. Where there is a `source`, each of its rows is joined with those of the table.
  func select(
    _ columns: [Column]? = nil, _ extra: String? = nil, wantsStamps: Bool = true,
    behind source: String? = nil
  ) -> String {
    Self.select(
      columns ?? self.columns, source.map { "\($0) CROSS JOIN \(table)" } ?? table, extra,
      wantsStamps: wantsStamps)
  }

  private static func select(
    _ columns: [Column], _ table: String, _ extra: String? = nil, wantsStamps: Bool = true
  ) -> String {
    var names = ["_seq", "id", "_deleted", "_createdAt", "_updatedAt"]
    names += wantsStamps ? ["_stamps", "_extra"] : ["NULL", "NULL"]
    names += columns.map { quotedName($0.name) }
    if let extra { names.append(extra) }
    return "SELECT \(names.joined(separator: ", ")) FROM \(table)"
  }

  /// The statements that make the table of a model type.
  var creation: String {
    let fields = columns.map { ", " + Self.declaration($0) }.joined()
    return """
      CREATE TABLE \(table) (
        _seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, _deleted INTEGER NOT NULL,
        _createdAt INTEGER NOT NULL, _updatedAt INTEGER NOT NULL, _origin INTEGER NOT NULL,
        _version INTEGER NOT NULL, _stamps BLOB NOT NULL, _extra BLOB\(fields)
      );
      CREATE INDEX \(indexName("_origin")) ON \(table) (_origin, _version);
      \(tombstoneIndex);
      CREATE TABLE \(origins) (
        replica INTEGER NOT NULL, timestamp INTEGER NOT NULL, seq INTEGER NOT NULL,
        PRIMARY KEY (replica, timestamp, seq)
      ) WITHOUT ROWID;
      """
  }

  /// The statement that makes the index over the deleted documents of a model type.
  var tombstoneIndex: String {
    """
    CREATE INDEX IF NOT EXISTS \(indexName("_deleted")) ON \(table) (_deleted) WHERE _deleted = 1
    """
  }

  /// The statement that adds a column, whose rows then have it as absent.
  func addition(of column: Column) -> String {
    "ALTER TABLE \(table) ADD COLUMN \(Self.declaration(column))"
  }

  /// The name of the index over a column.
  func indexName(_ column: String) -> String {
    quotedName(String(table.dropFirst().dropLast()) + "." + column)
  }

  private static func declaration(_ column: Column) -> String {
    let literal = column.kind.literal(column.absent)
    let absent = literal == "NULL" ? "" : " DEFAULT \(literal)"
    return "\(quotedName(column.name)) \(column.kind.declaration)\(absent)"
  }
}

extension TableLayout {
  /// The columns of fields by their index in the type of the model.
  func columns(_ indexes: [Int], of type: BoundType) throws(StoreError) -> [Column] {
    var columns: [Column] = []
    columns.reserveCapacity(indexes.count)
    for index in indexes {
      guard let column = column(index, of: type) else {
        throw StoreError(
          .rejected, "the type \(type.model.name) has no stored field number \(index)")
      }
      columns.append(column)
    }
    return columns
  }

  /// The column of a field by its index in the type of the model.
  func column(_ index: Int, of type: BoundType) -> Column? {
    guard type.fields.indices.contains(index) else { return nil }
    let field = Int(type.fields[index].rawValue)
    guard field < columnOfField.count, columnOfField[field] >= 0 else { return nil }
    return columns[columnOfField[field]]
  }
}
