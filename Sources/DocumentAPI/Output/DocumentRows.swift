import Documents
import GraphQL

/// The rows of a batch as objects of the type `Comment` or `CommentDelta`: cells go from the batch's bytes to the response, with no
/// object or dictionary a row.
final class DocumentRows: RowSource {
  let typeName: String
  private let type: ServedType
  private let isDelta: Bool
  /// What relations have, by the field of the operation.
  private let relations: [Int: RelatedRows]
  private let batch: ChangeBatch
  /// For each field of the model its place among the values of a row; -1 where it was not read.
  private let positions: [Int]
  private let columnCount: Int
  /// How many fields the model has.
  private let fieldCount: Int
  /// Where each value begins in the batch's bytes: row by row, ``columnCount`` a row.
  private let offsets: [Int]
  /// For each field of the model how its text is shown.
  private let texts: [TextForm]

  /// How a value that is text inside is shown.
  enum TextForm {
    case asItIs
    case converted
    case json
  }

  /// Columns are numbered: these, then the fields of the model, then the fields of the operation that are relations.
  private enum Column {
    static let id = 0
    static let createdAt = 1
    static let updatedAt = 2
    static let isDeleted = 3
    static let version = 4
    static let isLeft = 5
    static let firstField = 6
  }

  /// Rows with the values of `fields`, by index in the model, in this order.
  init(
    _ batch: ChangeBatch, fields: [Int], type: ServedType, isDelta: Bool,
    relations: [Int: RelatedRows] = [:]
  ) {
    self.relations = relations
    self.batch = batch
    self.type = type
    self.isDelta = isDelta
    typeName = isDelta ? type.deltaName : type.name
    var positions = [Int](repeating: -1, count: type.model.fields.count)
    for (position, field) in fields.enumerated() { positions[field] = position }
    self.positions = positions
    columnCount = fields.count
    fieldCount = type.model.fields.count
    texts = type.textForms
    offsets = Self.offsets(of: batch, count: fields.count)
  }

  /// Finds the values in one pass; -1 where a row ends early.
  private static func offsets(of batch: ChangeBatch, count: Int) -> [Int] {
    guard count > 0 else { return [] }
    return [Int](unsafeUninitializedCapacity: batch.count * count) { offsets, initialized in
      batch.bytes.withUnsafeBytes { bytes in
        var next = 0
        for row in batch.rows {
          let values = UnsafeRawBufferPointer(rebasing: bytes[..<row.values.upperBound])
          var position = row.values.lowerBound
          var isWhole = true
          for _ in 0..<count {
            let start = position
            isWhole =
              isWhole && position < values.count
              && PackedValues.read(values, at: &position) != nil
            offsets.initializeElement(at: next, to: isWhole ? start : -1)
            next += 1
          }
        }
        initialized = next
      }
    }
  }

  var rowCount: Int { batch.count }

  func column(of field: PlannedField) -> Int? {
    switch type.cell(field.definition.index, isDelta: isDelta) {
    case .id?: Column.id
    case .createdAt?: Column.createdAt
    case .updatedAt?: Column.updatedAt
    case .isDeleted?: Column.isDeleted
    case .version?: Column.version
    case .isLeft?: Column.isLeft
    case .field(let index)?: Column.firstField + index
    case .relation?:
      relations[field.id].map { _ in Column.firstField + fieldCount + field.id }
    case nil: nil
    }
  }

  func write(row: Int, column: Int, to sink: inout some CellSink) {
    batch.rows.withUnsafeBufferPointer { rows in
      batch.bytes.withUnsafeBytes { bytes in
        write(rows: rows, bytes: bytes, row: row, column: column, to: &sink)
      }
    }
  }

  private func write(
    rows: UnsafeBufferPointer<ChangeBatch.Row>, bytes: UnsafeRawBufferPointer, row: Int,
    column: Int, to sink: inout some CellSink
  ) {
    if column == Column.id {
      return sink.utf8(UnsafeRawBufferPointer(rebasing: bytes[rows[row].id]))
    }
    if rows[row].isLeft {
      return column == Column.isLeft ? sink.bool(true) : sink.null()
    }
    switch column {
    case Column.createdAt: sink.int(rows[row].createdAt.milliseconds)
    case Column.updatedAt: sink.int(rows[row].updatedAt)
    case Column.isDeleted: sink.bool(rows[row].isDeleted)
    case Column.version:
      VersionText.write(
        stamps: UnsafeRawBufferPointer(rebasing: bytes[rows[row].stamps]),
        replicas: batch.replicas, to: &sink)
    case Column.isLeft: sink.bool(false)
    default:
      let field = column - Column.firstField
      if field < fieldCount { return write(field: field, row: row, bytes, to: &sink) }
      sink.resolved(relations[field - fieldCount]?.resolved(row) ?? .null)
    }
  }

  private func write(
    field: Int, row: Int, _ bytes: UnsafeRawBufferPointer, to sink: inout some CellSink
  ) {
    let place = positions[field]
    let start = place < 0 ? -1 : offsets[row * columnCount + place]
    guard start >= 0 else { return writeDefault(field, to: &sink) }
    var position = start
    switch PackedValues.read(bytes, at: &position) {
    case .absent?, nil: writeDefault(field, to: &sink)
    case .null?: sink.null()
    case .bool(let value)?: sink.bool(value)
    case .int(let value)?: sink.int(value)
    case .double(let value)?: sink.double(value)
    case .text(let range)?:
      let text = UnsafeRawBufferPointer(rebasing: bytes[range])
      switch texts[field] {
      case .asItIs: sink.utf8(text)
      case .converted:
        var display: [UInt8] = []
        type.model.fields[field].type.scalar.appendDisplay(text: text, to: &display)
        display.withUnsafeBytes { sink.utf8($0) }
      case .json: sink.resolved(ResolvedValues.json(String(decoding: text, as: UTF8.self)))
      }
    case .list?:
      var position = start
      guard let value = PackedValues.readValue(bytes, at: &position), let value else {
        return writeDefault(field, to: &sink)
      }
      sink.resolved(ResolvedValues.resolved(value, type.model.fields[field].type.scalar))
    }
  }

  /// What a field has that nobody ever wrote.
  private func writeDefault(_ field: Int, to sink: inout some CellSink) {
    sink.resolved(
      ResolvedValues.resolved(type.defaults[field], type.model.fields[field].type.scalar))
  }
}
