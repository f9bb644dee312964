/// Judges documents by a ``Filter``, in memory: rows in place, without making strings, and whole states.
///
/// The answers are those of SQLite on the same values, as ``Filter`` says:
/// - Equality is by content; integers and doubles compare as numbers, exactly. Null equals null. Values of different types are not equal.
/// - Order exists between booleans (false first), numbers, and texts (by bytes); nothing else is before or after anything.
/// - `contains`, `startsWith` and `endsWith` look at the bytes of two texts; `contains` on a list asks for an equal element.
/// - A field that nobody ever wrote has its default, or is null.
public struct FilterEvaluator: Sendable {
  private let condition: FilterCondition
  /// Where the operands of the condition come from.
  private let sources: [Source]
  /// Those of them that are values of fields, by position in a row.
  private let wanted: [Wanted]
  /// Packed defaults.
  private let defaults: [UInt8]

  private enum Source {
    case id, createdAt, updatedAt
    /// A field that nobody wrote has the packed default at this place of `defaults`.
    case field(defaultAt: Int)
  }

  private struct Wanted {
    /// Which operand it is.
    var operand: Int
    /// Which of the row's values.
    var position: Int
    /// Which field of the catalogue's type.
    var number: FieldNumber
    /// Which field of the model's type.
    var index: Int
  }

  /// Prepares a filter.
  ///
  /// - Parameters:
  ///   - type: the type whose fields the filter names by index. A field that it does not have counts as null.
  ///   - columns: which fields of the model, by index, the values of rows are; every field of the filter is among them. Nil for
  ///     rows as replication has them: the catalogue's fields by number.
  public init(_ filter: Filter, type: BoundType, columns: [Int]? = nil) {
    self.init(
      filter,
      fields: type.fields.indices.map {
        (type.fields[$0], type.model.fields[$0].defaultValue ?? .null)
      }, columns: columns)
  }

  /// Prepares a filter that names fields by index in `fields`, which have the number in the catalogue's type, and the default where
  /// nobody wrote them. A field beyond them counts as null.
  init(
    _ filter: Filter, fields known: [(number: FieldNumber, defaultValue: Value)],
    columns: [Int]? = nil
  ) {
    var fields: [FilterField] = []
    condition = FilterCondition(filter, fields: &fields)
    var sources: [Source] = []
    var wanted: [Wanted] = []
    var defaults: [UInt8] = []
    for (operand, field) in fields.enumerated() {
      switch field {
      case .id: sources.append(.id)
      case .createdAt: sources.append(.createdAt)
      case .updatedAt: sources.append(.updatedAt)
      case .field(let index):
        sources.append(.field(defaultAt: defaults.count))
        guard known.indices.contains(index) else {
          PackedValues.appendNull(to: &defaults)
          continue
        }
        PackedValues.append(known[index].defaultValue, to: &defaults)
        let number = known[index].number
        let position = columns.map { $0.firstIndex(of: index) } ?? Int(number.rawValue)
        guard let position else {
          preconditionFailure("the rows don't have the filter's field \(index)")
        }
        wanted.append(Wanted(operand: operand, position: position, number: number, index: index))
      }
    }
    wanted.sort { $0.position < $1.position }
    self.sources = sources
    self.wanted = wanted
    self.defaults = defaults
  }

  /// Whether a row of `batch` matches. A row with malformed values does not.
  public func matches(_ row: ChangeBatch.Row, in batch: ChangeBatch) -> Bool {
    batch.bytes.withUnsafeBytes { bytes in
      matches(
        id: UnsafeRawBufferPointer(rebasing: bytes[row.id]),
        createdAt: row.createdAt.milliseconds, updatedAt: row.updatedAt,
        values: UnsafeRawBufferPointer(rebasing: bytes[row.values]), areDense: false)
    }
  }

  /// Whether a document matches.
  public func matches(_ state: DocumentState) -> Bool {
    matches(
      id: state.id, createdAt: state.createdAt.milliseconds, updatedAt: state.updatedAt
    ) { state[$0.number] }
  }

  /// Whether a document, as a client sees it, matches. Times that are not known count as null.
  public func matches(_ view: DocumentView) -> Bool {
    matches(id: view.id, createdAt: view.createdAt, updatedAt: view.updatedAt) {
      view.values.indices.contains($0.index) ? view.values[$0.index] : nil
    }
  }

  private func matches(
    id: DocumentID, createdAt: Int64?, updatedAt: Int64?, value: (Wanted) -> Value?
  ) -> Bool {
    var values: [UInt8] = []
    for wanted in wanted { PackedValues.append(value(wanted), to: &values) }
    var id = id.text
    return id.withUTF8 { id in
      values.withUnsafeBytes { values in
        matches(
          id: UnsafeRawBufferPointer(id), createdAt: createdAt, updatedAt: updatedAt,
          values: values, areDense: true)
      }
    }
  }

  /// Gathers the operands, then judges. `areDense` says that `values` are just the wanted ones.
  private func matches(
    id: UnsafeRawBufferPointer, createdAt: Int64?, updatedAt: Int64?,
    values: UnsafeRawBufferPointer, areDense: Bool
  ) -> Bool {
    defaults.withUnsafeBytes { defaults in
      withUnsafeTemporaryAllocation(of: FilterOperand.self, capacity: sources.count) { operands in
        for (index, source) in sources.enumerated() {
          let operand: FilterOperand
          switch source {
          case .id: operand = .text(id)
          case .createdAt: operand = createdAt.map { .int($0) } ?? .null
          case .updatedAt: operand = updatedAt.map { .int($0) } ?? .null
          case .field(var position):
            operand = FilterOperand(reading: defaults, at: &position) ?? .null
          }
          operands.initializeElement(at: index, to: operand)
        }
        var next = 0
        var position = 0
        for (dense, wanted) in wanted.enumerated() {
          let target = areDense ? dense : wanted.position
          while next < target, position < values.count {
            guard PackedValues.read(values, at: &position) != nil else { return false }
            next += 1
          }
          guard position < values.count else { break }
          guard let value = PackedValues.read(values, at: &position) else { return false }
          next += 1
          if value != .absent { operands[wanted.operand] = FilterOperand(value, in: values) }
        }
        return condition.holds(UnsafeBufferPointer(operands))
      }
    }
  }
}
