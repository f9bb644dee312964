/// Rows kept in two flat buffers, made with a `RowBatchBuilder`.
public final class RowBatch: RowSource {
  /// The name of the object type of all rows.
  public let typeName: String
  /// How many rows there are.
  public let rowCount: Int
  let columnCount: Int
  private let fieldColumns: [Int]
  private let positionColumns: [Int: Int]
  private let cells: [Cell]
  private let bytes: [UInt8]
  private let others: [Resolved]

  /// A value in 16 bytes; texts lie in `bytes`, the rest in `others`.
  struct Cell: Sendable {
    enum Kind: UInt8 {
      case null
      case bool
      case int
      case double
      case text
      case other
    }

    var bits: UInt64
    var count: UInt32
    var kind: Kind
  }

  init(_ builder: RowBatchBuilder) {
    typeName = builder.typeName
    columnCount = builder.columnCount
    rowCount = columnCount == 0 ? builder.emptyRows : builder.cells.count / columnCount
    fieldColumns = builder.fieldColumns
    positionColumns = builder.positionColumns
    cells = builder.cells
    bytes = builder.bytes
    others = builder.others
  }

  /// The column set for the field's position, or else for the field's index in its type.
  public func column(of field: PlannedField) -> Int? {
    if let column = positionColumns[field.position] { return column }
    let index = field.definition.index
    guard fieldColumns.indices.contains(index), fieldColumns[index] >= 0 else { return nil }
    return fieldColumns[index]
  }

  /// Hands one cell to the sink.
  public func write(row: Int, column: Int, to sink: inout some CellSink) {
    let cell = cells[row * columnCount + column]
    switch cell.kind {
    case .null: sink.null()
    case .bool: sink.bool(cell.bits != 0)
    case .int: sink.int(Int64(bitPattern: cell.bits))
    case .double: sink.double(Double(bitPattern: cell.bits))
    case .text:
      bytes.withUnsafeBytes {
        let start = Int(cell.bits)
        sink.utf8(UnsafeRawBufferPointer(rebasing: $0[start..<(start + Int(cell.count))]))
      }
    case .other: sink.resolved(others[Int(cell.bits)])
    }
  }
}
