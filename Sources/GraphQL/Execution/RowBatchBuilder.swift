/// Gathers rows, cell by cell: row after row, and within a row column after column.
public struct RowBatchBuilder: Sendable {
  let typeName: String
  let columnCount: Int
  private(set) var fieldColumns: [Int] = []
  private(set) var positionColumns: [Int: Int] = [:]
  private(set) var cells: [RowBatch.Cell] = []
  private(set) var bytes: [UInt8] = []
  private(set) var others: [Resolved] = []
  private(set) var emptyRows = 0

  /// Makes a builder for rows of an object type with a number of columns.
  public init(typeName: String, columnCount: Int, reservingRows rows: Int = 0) {
    self.typeName = typeName
    self.columnCount = columnCount
    cells.reserveCapacity(rows * columnCount)
    bytes.reserveCapacity(rows * columnCount * 16)
  }

  /// Says which column has the cells of a field, by its `FieldDefinition.index`, however often and
  /// under whatever alias it is selected.
  public mutating func setColumn(_ column: Int, ofField index: Int) {
    precondition(column >= 0 && column < columnCount && index >= 0)
    while fieldColumns.count <= index { fieldColumns.append(-1) }
    fieldColumns[index] = column
  }

  /// Says which column has the cells of one selection, by its `PlannedField.position`; for fields
  /// whose value depends on arguments or on what is selected beneath. It goes before `ofField`.
  public mutating func setColumn(_ column: Int, ofPosition position: Int) {
    precondition(column >= 0 && column < columnCount)
    positionColumns[position] = column
  }

  /// Adds null.
  public mutating func appendNull() { append(.null, 0) }
  /// Adds a truth value.
  public mutating func append(_ value: Bool) { append(.bool, value ? 1 : 0) }
  /// Adds an integer.
  public mutating func append(_ value: Int64) { append(.int, UInt64(bitPattern: value)) }
  /// Adds a double.
  public mutating func append(_ value: Double) { append(.double, value.bitPattern) }

  /// Adds a text.
  public mutating func append(_ text: String) {
    var text = text
    text.withUTF8 { append(utf8: UnsafeRawBufferPointer($0)) }
  }

  /// Adds a text as valid UTF-8; the bytes are copied.
  public mutating func append(utf8: UnsafeRawBufferPointer) {
    precondition(utf8.count <= UInt32.max)
    let start = bytes.count
    bytes.append(contentsOf: utf8)
    cells.append(
      RowBatch.Cell(bits: UInt64(start), count: UInt32(utf8.count), kind: .text))
  }

  /// Adds anything else: lists, trees, objects, rows of another batch, errors.
  public mutating func append(_ value: Resolved) {
    others.append(value)
    append(.other, UInt64(others.count - 1))
  }

  /// Adds a row to a batch that has no columns, as when only `__typename` is selected.
  public mutating func appendEmptyRow() {
    precondition(columnCount == 0)
    emptyRows += 1
  }

  /// The rows; the last one must be complete.
  public consuming func finish() -> RowBatch {
    precondition(columnCount == 0 || cells.count % columnCount == 0)
    return RowBatch(self)
  }

  private mutating func append(_ kind: RowBatch.Cell.Kind, _ bits: UInt64) {
    cells.append(RowBatch.Cell(bits: bits, count: 0, kind: kind))
  }
}
