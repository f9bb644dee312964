import Documents
import Replication

/// Appends rows of a table to a batch, straight from SQLite's memory.
struct RowReader {
  /// What of a row is wanted.
  enum Shape {
    /// Everything by field number, as replication needs it.
    case everything
    /// These fields of the table, in this order; those that nobody wrote are absent.
    case fields([TableLayout.Column])
    /// These fields as a client sees them: those that nobody wrote have their default. Stamps come if they were selected.
    case effective([TableLayout.Column])
  }

  private let table: TableLayout
  private let shape: Shape
  private typealias Result = TableLayout.Result

  init(_ table: TableLayout, _ shape: Shape) {
    self.table = table
    self.shape = shape
  }

  /// The columns to select.
  var columns: [TableLayout.Column] {
    switch shape {
    case .everything: table.columns
    case .fields(let columns), .effective(let columns): columns
    }
  }

  /// Appends the row at which `statement` stands; just its head if it left the filter.
  @inline(__always)
  func append(
    _ statement: Statement, isLeft: Bool = false, to batch: inout ChangeBatch
  ) throws(StoreError) {
    let stamps = statement.blob(Result.stamps)
    var isWhole = true
    batch.append(
      type: table.type,
      sequence: SequenceNumber(rawValue: UInt64(bitPattern: statement.int(Result.sequence))),
      createdAt: Timestamp(bits: UInt64(bitPattern: statement.int(Result.createdAt))),
      updatedAt: statement.int(Result.updatedAt), isDeleted: statement.int(Result.isDeleted) != 0,
      isLeft: isLeft, id: statement.text(Result.id), stamps: stamps
    ) { bytes in
      if isLeft { return }
      switch shape {
      case .everything:
        isWhole =
          statement.isNull(Result.extra)
          ? writePlain(statement, stamps, &bytes) : writeMixed(statement, stamps, &bytes)
      case .fields(let columns): isWhole = write(columns, statement, stamps, &bytes)
      case .effective(let columns):
        for (index, column) in columns.enumerated() {
          write(column, Result.firstField + index, statement, &bytes)
        }
      }
    }
    guard isWhole else {
      throw StoreError(.corrupt, "a row of \(table.table) is damaged: run `deltamesh verify`")
    }
  }

  /// Writes the values of a row without `_extra`.
  @inline(__always)
  private func writePlain(
    _ statement: Statement, _ stamps: UnsafeRawBufferPointer, _ bytes: inout [UInt8]
  ) -> Bool {
    guard var marks = SlotMarks(stamps) else { return false }
    var absentCount = 0
    var field = 0
    for (index, column) in table.columns.enumerated() {
      while field < column.field.rawValue {
        _ = marks.next()
        absentCount += 1
        field += 1
      }
      if marks.count == 0 { break }
      field += 1
      guard marks.next() else {
        absentCount += 1
        continue
      }
      while absentCount > 0 {
        PackedValues.appendAbsent(to: &bytes)
        absentCount -= 1
      }
      write(column, Result.firstField + index, statement, &bytes)
    }
    return true
  }

  /// Writes the values of a row with `_extra`.
  private func writeMixed(
    _ statement: Statement, _ stamps: UnsafeRawBufferPointer, _ bytes: inout [UInt8]
  ) -> Bool {
    guard var marks = SlotMarks(stamps) else { return false }
    var extra = ExtraFields(statement.blob(Result.extra))
    var absentCount = 0
    var field = 0
    while marks.count > 0 || extra.field != nil {
      let isStamped = marks.next()
      let column = field < table.columnOfField.count ? table.columnOfField[field] : -1
      var packed: UnsafeRawBufferPointer?
      if extra.field == field {
        packed = extra.next()
        guard packed != nil else { return false }
      }
      let isThere = packed.map { $0[0] != 0 } ?? (isStamped && column >= 0)
      if isThere {
        while absentCount > 0 {
          PackedValues.appendAbsent(to: &bytes)
          absentCount -= 1
        }
        if let packed {
          bytes.append(contentsOf: packed)
        } else {
          write(table.columns[column], Result.firstField + column, statement, &bytes)
        }
      } else {
        absentCount += 1
      }
      field += 1
    }
    return true
  }

  /// Writes chosen fields.
  private func write(
    _ columns: [TableLayout.Column], _ statement: Statement, _ stamps: UnsafeRawBufferPointer,
    _ bytes: inout [UInt8]
  ) -> Bool {
    guard let marks = SlotMarks(stamps) else { return false }
    let extra = ExtraFields(statement.blob(Result.extra))
    for (index, column) in columns.enumerated() {
      let field = Int(column.field.rawValue)
      if extra.field != nil, let packed = extra.value(of: field) {
        bytes.append(contentsOf: packed)
      } else if marks.isSet(field) {
        write(column, Result.firstField + index, statement, &bytes)
      } else {
        PackedValues.appendAbsent(to: &bytes)
      }
    }
    return true
  }

  /// Writes what a column holds.
  @inline(__always)
  private func write(
    _ column: TableLayout.Column, _ index: Int, _ statement: Statement, _ bytes: inout [UInt8]
  ) {
    if statement.isNull(index) { return PackedValues.appendNull(to: &bytes) }
    switch column.kind {
    case .text: PackedValues.append(text: statement.text(index), to: &bytes)
    case .integer: PackedValues.append(statement.int(index), to: &bytes)
    case .real: PackedValues.append(statement.double(index), to: &bytes)
    case .boolean: PackedValues.append(statement.int(index) != 0, to: &bytes)
    case .list:
      PackedValues.append(ListText.list(from: statement.text(index)) ?? .null, to: &bytes)
    }
  }
}
