/// Rows are written cell by cell. Here, and only here, millions of values a second pass; so nothing
/// is retained, and the path is only extended when it is needed.
extension Completer {
  /// A selected field of rows, and its column; or one of the numbers below. The plan keeps the
  /// field alive.
  private struct Column {
    var field: Unmanaged<PlannedField>
    var index: Int

    static var typename: Int { -1 }
    static var failed: Int { -2 }
  }

  private func columns(_ source: any RowSource, _ plan: ObjectPlan) -> [Column] {
    var columns: [Column] = []
    columns.reserveCapacity(plan.fields.count)
    for field in fields(of: plan) where operation.includes(field) {
      let index: Int =
        if field.meta == .typename {
          Column.typename
        } else if operation.argumentError(of: field) == nil {
          source.column(of: field) ?? Column.failed
        } else {
          Column.failed
        }
      columns.append(Column(field: Unmanaged.passUnretained(field), index: index))
    }
    return columns
  }

  mutating func rows(
    _ source: any RowSource, _ range: Range<Int>, _ field: PlannedField, _ item: Shape,
    _ shape: Shape
  ) -> Bool {
    guard item.kind == .object else { return mismatch("rows", field, shape) }
    guard let plan = plan(source.typeName, field, item) else { return false }
    let columns = columns(source, plan)
    writer.beginList(count: range.count)
    path.append(0)
    let written =
      if let batch = source as? RowBatch {
        write(batch, range, columns, plan, isNonNull: item.isNonNull)
      } else {
        write(source, range, columns, plan, isNonNull: item.isNonNull)
      }
    path.removeLast()
    if isTooLarge(at: field) { return false }
    if written { writer.endList() }
    return written
  }

  mutating func row(
    _ source: any RowSource, _ row: Int, _ field: PlannedField, _ shape: Shape
  ) -> Bool {
    guard let plan = plan(source.typeName, field, shape) else { return false }
    let columns = columns(source, plan)
    if let batch = source as? RowBatch { return write(batch, row, columns, plan) }
    return write(source, row, columns, plan)
  }

  private mutating func write(
    _ source: some RowSource, _ range: Range<Int>, _ columns: [Column], _ plan: ObjectPlan,
    isNonNull: Bool
  ) -> Bool {
    var index = 0
    for row in range {
      path[path.count - 1] = index
      index += 1
      if writer.isFull { return false }
      if isNonNull {
        if !write(source, row, columns, plan) { return false }
      } else {
        let mark = writer.mark()
        if !write(source, row, columns, plan) {
          writer.rewind(to: mark)
          writer.writeNull()
        }
      }
    }
    return true
  }

  private mutating func write(
    _ source: some RowSource, _ row: Int, _ columns: [Column], _ plan: ObjectPlan
  ) -> Bool {
    writer.beginObject(plan)
    for column in columns {
      column.field._withUnsafeGuaranteedRef { writer.beginField($0) }
      if column.index >= 0 {
        cellField = column.field
        source.write(row: row, column: column.index, to: &self)
        if !cellWritten { return false }
      } else if column.index == Column.typename {
        writer.writeString(plan.type.name)
      } else if !failedColumn(column.field.takeUnretainedValue()) {
        return false
      }
    }
    writer.endObject(plan)
    return true
  }

  private mutating func failedColumn(_ field: PlannedField) -> Bool {
    path.append(~field.id)
    defer { path.removeLast() }
    let error =
      operation.argumentError(of: field)
      ?? GraphQLError("The field has no column.", .internalServerError)
    return fail(error, field, field.shape)
  }
}

extension Completer: CellSink {
  /// What a cell's field is, apart from lists and null.
  private var cellKind: Shape.Kind {
    cellField?._withUnsafeGuaranteedRef { $0.plainKind } ?? .object
  }

  mutating func null() {
    if cellField?._withUnsafeGuaranteedRef({ $0.isNonNull }) ?? true {
      slow { $0.null($1, $1.shape) }
    } else {
      writer.writeNull()
      cellWritten = true
    }
  }

  mutating func bool(_ value: Bool) {
    if cellKind == .boolean {
      writer.writeBool(value)
      cellWritten = true
    } else {
      slow { $0.bool(value, $1, $1.shape) }
    }
  }

  mutating func int(_ value: Int64) {
    let kind = cellKind
    if kind == .string || kind == .id {
      writer.writeDigits(value)
      cellWritten = true
    } else if kind == .int, Int32(exactly: value) != nil {
      writer.writeInt(value)
      cellWritten = true
    } else {
      slow { $0.int(value, $1, $1.shape) }
    }
  }

  mutating func double(_ value: Double) {
    slow { $0.double(value, $1, $1.shape) }
  }

  mutating func string(_ value: String) {
    let kind = cellKind
    if kind == .string || kind == .id {
      writer.writeString(value)
      cellWritten = true
    } else {
      slow { $0.string(value, $1, $1.shape) }
    }
  }

  mutating func utf8(_ bytes: UnsafeRawBufferPointer) {
    let kind = cellKind
    if kind == .string || kind == .id {
      writer.writeUTF8(bytes)
      cellWritten = true
    } else {
      slow { $0.utf8(bytes, $1, $1.shape) }
    }
  }

  mutating func resolved(_ value: Resolved) {
    // Rows within the cell change `cellField` and `cellWritten`; both are set again before they are
    // used.
    slow { $0.value(value, $1, $1.shape) }
  }

  @inline(never)
  private mutating func slow(_ write: (inout Self, PlannedField) -> Bool) {
    guard let field = cellField?.takeUnretainedValue() else { return }
    path.append(~field.id)
    cellWritten = write(&self, field)
    path.removeLast()
  }
}
