/// A condition on the documents of a type that means the same on every node, whatever its schema: fields are known by name and
/// type, as in a catalogue, and each brings the default that a document has where nobody wrote it. It says which documents of the
/// type a partial replica holds (DESIGN section 9).
public struct ScopeFilter: Sendable, Hashable {
  /// A field that the condition looks at.
  public struct Field: Sendable, Hashable {
    /// Its name and type.
    public let field: CatalogField
    /// What counts where nobody ever wrote it.
    public let defaultValue: Value
  }

  /// The fields, each once.
  public let fields: [Field]
  /// The condition; ``FilterField/field(_:)`` is an index in ``fields``.
  public let condition: Filter

  /// What a peer may ask every row to be judged by.
  enum Limits {
    /// The most bytes of the binary form.
    static let bytes = 32 << 10
    /// The most conditions.
    static let conditions = 512
    /// The deepest nesting of conditions.
    static let depth = 64
    /// The most fields.
    static let fields = 64
    /// The most values of one `in`.
    static let values = 500
  }

  init(fields: [Field], condition: Filter) {
    self.fields = fields
    self.condition = condition
  }

  /// The condition `filter`, which names fields by index in `type`. Nil where it is too large to be sent to peers, or looks at more
  /// than one document.
  public init?(_ filter: Filter, of type: TypeModel) {
    guard !filter.crossesRelations else { return nil }
    var indexes: [Int] = []
    let condition = filter.renumbered { index in
      if let known = indexes.firstIndex(of: index) { return known }
      indexes.append(index)
      return indexes.count - 1
    }
    guard indexes.allSatisfy(type.fields.indices.contains) else { return nil }
    self.init(
      fields: indexes.map {
        let field = type.fields[$0]
        return Field(field: field.catalogField, defaultValue: field.defaultValue ?? .null)
      }, condition: condition)
    guard ScopeFilter(bytes: bytes) == self else { return nil }
  }

  /// Judges the documents of a type of a catalogue. A field that the type does not have there was written by nobody.
  public func evaluator(for type: CatalogType) -> FilterEvaluator {
    FilterEvaluator(
      condition,
      fields: fields.map { (type.number(of: $0.field) ?? Self.nowhere, $0.defaultValue) })
  }

  /// A number that tells conditions apart, the same on every node: FNV-1a of the binary form.
  public var fingerprint: UInt64 { Filter.fnv1a(bytes) }

  /// Behind all fields that a row can have.
  private static let nowhere = FieldNumber(rawValue: .max)
}

extension Filter {
  /// The same condition with fields by other indexes.
  fileprivate func renumbered(_ number: (Int) -> Int) -> Filter {
    func moved(_ field: FilterField) -> FilterField {
      switch field {
      case .id, .createdAt, .updatedAt: field
      case .field(let index): .field(number(index))
      }
    }
    return switch self {
    case .compare(let field, let `operator`, let value):
      .compare(moved(field), `operator`, value)
    case .isIn(let field, let values): .isIn(moved(field), values)
    case .between(let field, let low, let high): .between(moved(field), low, high)
    case .all(let filters): .all(filters.map { $0.renumbered(number) })
    case .any(let filters): .any(filters.map { $0.renumbered(number) })
    case .not(let filter): .not(filter.renumbered(number))
    case .related: self
    }
  }
}
