import Documents
import Replication

/// Binds rows of a batch to the statements that write them, straight from the batch's bytes. Kept and used again from row to row.
struct RowWriter {
  /// The versions of the row bound last.
  private(set) var stamps = StampsTranslation()
  private var extra: [UInt8] = []

  /// Binds a row. The batch's bytes must stay where they are until the statement is reset.
  ///
  /// - Parameters:
  ///   - bytes: the bytes of the batch.
  ///   - numbers: the numbers of replicas at rest by those of the batch.
  ///   - replicas: the replicas by their numbers at rest.
  mutating func bind(
    _ row: ChangeBatch.Row, _ bytes: UnsafeRawBufferPointer, sequence: SequenceNumber,
    numbers: [Int], replicas: [ReplicaID], table: TableLayout, to statement: Statement
  ) throws(StoreError) {
    let rowStamps = UnsafeRawBufferPointer(rebasing: bytes[row.stamps])
    guard stamps.read(rowStamps, numbers: numbers, replicas: replicas),
      var marks = SlotMarks(rowStamps)
    else { throw StoreError(.rejected, "the stamps of a row are malformed") }
    let greatest = stamps.origins[0]
    guard greatest.timestamp.bits <= Int64.max, row.createdAt.bits <= Int64.max,
      sequence.rawValue <= Int64.max
    else { throw StoreError(.rejected, "a timestamp lies beyond what can be stored") }
    typealias Parameter = TableLayout.Parameter
    statement.bind(Int64(sequence.rawValue), at: Parameter.sequence)
    statement.bind(text: UnsafeRawBufferPointer(rebasing: bytes[row.id]), at: Parameter.id)
    statement.bind(Int64(greatest.replica), at: Parameter.origin)
    statement.bind(Int64(greatest.timestamp.bits), at: Parameter.version)
    statement.bind(Int64(row.createdAt.bits), at: Parameter.createdAt)
    statement.bind(greatest.timestamp.milliseconds, at: Parameter.updatedAt)
    statement.bind(row.isDeleted ? 1 : 0 as Int64, at: Parameter.isDeleted)
    if stamps.isSame {
      statement.bind(blob: rowStamps, at: Parameter.stamps)
    } else {
      statement.bind(copying: stamps.bytes, at: Parameter.stamps)
    }
    let values = UnsafeRawBufferPointer(rebasing: bytes[row.values])
    try bindValues(values, &marks, table, statement)
    if extra.isEmpty {
      statement.bindNull(at: Parameter.extra)
    } else {
      statement.bind(copying: extra, at: Parameter.extra)
    }
  }

  private mutating func bindValues(
    _ values: UnsafeRawBufferPointer, _ marks: inout SlotMarks, _ table: TableLayout,
    _ statement: Statement
  ) throws(StoreError) {
    extra.removeAll(keepingCapacity: true)
    let columnOfField = table.columnOfField
    var position = 0
    var field = 0
    while field < columnOfField.count || position < values.count || marks.count > 0 {
      let start = position
      var value = PackedValue.absent
      if position < values.count {
        guard let read = PackedValues.read(values, at: &position) else {
          throw StoreError(.rejected, "the values of a row are malformed")
        }
        value = read
      }
      let isStamped = marks.next()
      let column = field < columnOfField.count ? columnOfField[field] : -1
      var isExact = false
      if column >= 0 {
        let index = TableLayout.Parameter.firstField + column
        if value == .absent {
          bindAbsent(table.columns[column], at: index, statement)
        } else {
          let packed = UnsafeRawBufferPointer(rebasing: values[start..<position])
          isExact = bind(value, values, packed, table.columns[column].kind, index, statement)
        }
      }
      if value == .absent {
        if isStamped { ExtraFields.appendAbsent(field, to: &extra) }
      } else if !isExact || !isStamped {
        ExtraFields.append(
          UnsafeRawBufferPointer(rebasing: values[start..<position]), of: field, to: &extra)
      }
      field += 1
    }
  }

  /// Binds a value to a column's parameter. Returns whether the column holds it exactly; if not, it gets the next best.
  @inline(__always)
  private func bind(
    _ value: PackedValue, _ values: UnsafeRawBufferPointer, _ packed: UnsafeRawBufferPointer,
    _ kind: ColumnKind, _ index: Int, _ statement: Statement
  ) -> Bool {
    switch (kind, value) {
    case (_, .null): statement.bindNull(at: index)
    case (.text, .text(let range)):
      statement.bind(text: UnsafeRawBufferPointer(rebasing: values[range]), at: index)
    case (.integer, .int(let number)): statement.bind(number, at: index)
    case (.real, .double(let number)):
      statement.bind(number, at: index)
      // SQLite keeps whole doubles as integers, and NaN as NULL.
      return !(number.isZero && number.sign == .minus) && !number.isNaN
    case (.boolean, .bool(let flag)): statement.bind(flag ? 1 : 0 as Int64, at: index)
    case (.list, .list):
      var position = 0
      guard case .some(.some(.list(let elements))) = PackedValues.readValue(packed, at: &position),
        let text = ListText.text(of: elements)
      else {
        statement.bindNull(at: index)
        return false
      }
      statement.bind(copying: text, at: index)
    case (.text, _), (.integer, _), (.real, _), (.boolean, _), (.list, _):
      statement.bindNull(at: index)
      return false
    }
    return true
  }

  /// Binds what a column holds where nobody wrote the field.
  private func bindAbsent(_ column: TableLayout.Column, at index: Int, _ statement: Statement) {
    switch (column.kind, column.absent) {
    case (.text, .string(let text)): statement.bind(copying: text, at: index)
    case (.integer, .int(let number)): statement.bind(number, at: index)
    case (.real, .double(let number)): statement.bind(number, at: index)
    case (.boolean, .bool(let flag)): statement.bind(flag ? 1 : 0 as Int64, at: index)
    case (.list, .list(let values)):
      if let text = ListText.text(of: values) {
        statement.bind(copying: text, at: index)
      } else {
        statement.bindNull(at: index)
      }
    case (.text, _), (.integer, _), (.real, _), (.boolean, _), (.list, _):
      statement.bindNull(at: index)
    }
  }
}
