/// The binary form of a ``ScopeFilter`` (Docs/PROTOCOL.md): a version byte; the varint count of the fields, and of each its name and
/// type as texts and its packed default; then the condition. A condition is a tag, then its parts: 1 a field, an operator by place
/// in ``FilterOperator/allCases``, and a packed value; 2 a field, a varint count, and packed values; 3 a field and two packed
/// values; 4 (all) and 5 (any) a varint count, and conditions; 6 (not) a condition. A field is 0 for the id, 1 for the time of creation,
/// 2 for that of the last change, or 3 and a varint index. A text is a varint length and UTF-8.
extension ScopeFilter {
  private static var version: UInt8 { 1 }

  /// The binary form.
  public var bytes: [UInt8] {
    var bytes = [Self.version]
    Varint.append(UInt64(fields.count), to: &bytes)
    for field in fields {
      Self.append(field.field.name, to: &bytes)
      Self.append(field.field.type, to: &bytes)
      PackedValues.append(field.defaultValue, to: &bytes)
    }
    Self.append(condition, to: &bytes)
    return bytes
  }

  /// Reads the binary form; nil for anything that is not exactly such a form, or is larger than a node judges every row by.
  public init?(bytes: [UInt8]) {
    guard bytes.count <= Limits.bytes else { return nil }
    let filter: ScopeFilter? = bytes.withUnsafeBytes { bytes in
      var reader = ScopeFilterReader(bytes: bytes)
      guard reader.byte() == Self.version, let fields = reader.fields(),
        let condition = reader.condition(fieldCount: fields.count, depth: 0), reader.isAtEnd
      else { return nil }
      return ScopeFilter(fields: fields, condition: condition)
    }
    guard let filter else { return nil }
    self = filter
  }

  private static func append(_ filter: Filter, to bytes: inout [UInt8]) {
    switch filter {
    case .compare(let field, let `operator`, let value):
      bytes.append(1)
      append(field, to: &bytes)
      bytes.append(UInt8(FilterOperator.allCases.firstIndex(of: `operator`) ?? 0))
      PackedValues.append(value, to: &bytes)
    case .isIn(let field, let values):
      bytes.append(2)
      append(field, to: &bytes)
      Varint.append(UInt64(values.count), to: &bytes)
      for value in values { PackedValues.append(value, to: &bytes) }
    case .between(let field, let low, let high):
      bytes.append(3)
      append(field, to: &bytes)
      PackedValues.append(low, to: &bytes)
      PackedValues.append(high, to: &bytes)
    case .all(let filters): append(4, filters, to: &bytes)
    case .any(let filters): append(5, filters, to: &bytes)
    case .not(let filter):
      bytes.append(6)
      append(filter, to: &bytes)
    case .related:
      preconditionFailure("a scope has no conditions across relations")
    }
  }

  private static func append(_ tag: UInt8, _ filters: [Filter], to bytes: inout [UInt8]) {
    bytes.append(tag)
    Varint.append(UInt64(filters.count), to: &bytes)
    for filter in filters { append(filter, to: &bytes) }
  }

  private static func append(_ field: FilterField, to bytes: inout [UInt8]) {
    switch field {
    case .id: bytes.append(0)
    case .createdAt: bytes.append(1)
    case .updatedAt: bytes.append(2)
    case .field(let index):
      bytes.append(3)
      Varint.append(UInt64(index), to: &bytes)
    }
  }

  private static func append(_ text: String, to bytes: inout [UInt8]) {
    Varint.append(UInt64(text.utf8.count), to: &bytes)
    bytes.append(contentsOf: text.utf8)
  }
}

/// Reads the parts of the binary form; each is nil where the bytes are no such part.
private struct ScopeFilterReader {
  let bytes: UnsafeRawBufferPointer
  var position = 0
  /// How many conditions were read.
  var conditions = 0

  var isAtEnd: Bool { position == bytes.count }

  mutating func byte() -> UInt8? {
    guard position < bytes.count else { return nil }
    defer { position += 1 }
    return bytes[position]
  }

  private mutating func count(upTo limit: Int) -> Int? {
    guard let count = Varint.read(bytes, at: &position), count <= UInt64(limit) else { return nil }
    return Int(count)
  }

  private mutating func text() -> String? {
    guard let length = count(upTo: bytes.count - position), length <= bytes.count - position else {
      return nil
    }
    defer { position += length }
    return String(
      validating: UnsafeRawBufferPointer(rebasing: bytes[position..<position + length]),
      as: UTF8.self)
  }

  private mutating func value() -> Value? {
    guard let value = PackedValues.readValue(bytes, at: &position) else { return nil }
    return value
  }

  mutating func fields() -> [ScopeFilter.Field]? {
    guard let count = count(upTo: ScopeFilter.Limits.fields) else { return nil }
    var fields: [ScopeFilter.Field] = []
    for _ in 0..<count {
      guard let name = text(), let type = text(), let defaultValue = value() else { return nil }
      fields.append(
        .init(field: CatalogField(name: name, type: type), defaultValue: defaultValue))
    }
    return fields
  }

  mutating func condition(fieldCount: Int, depth: Int) -> Filter? {
    conditions += 1
    guard depth < ScopeFilter.Limits.depth, conditions <= ScopeFilter.Limits.conditions,
      let tag = byte()
    else { return nil }
    switch tag {
    case 1:
      guard let field = field(fieldCount), let place = byte(),
        place < UInt8(FilterOperator.allCases.count), let value = value()
      else { return nil }
      return .compare(field, FilterOperator.allCases[Int(place)], value)
    case 2:
      guard let field = field(fieldCount), let count = count(upTo: ScopeFilter.Limits.values)
      else { return nil }
      var values: [Value] = []
      for _ in 0..<count {
        guard let value = value() else { return nil }
        values.append(value)
      }
      return .isIn(field, values)
    case 3:
      guard let field = field(fieldCount), let low = value(), let high = value() else { return nil }
      return .between(field, low, high)
    case 4: return filters(fieldCount, depth).map { .all($0) }
    case 5: return filters(fieldCount, depth).map { .any($0) }
    case 6: return condition(fieldCount: fieldCount, depth: depth + 1).map { .not($0) }
    default: return nil
    }
  }

  private mutating func filters(_ fieldCount: Int, _ depth: Int) -> [Filter]? {
    guard let count = count(upTo: ScopeFilter.Limits.conditions) else { return nil }
    var filters: [Filter] = []
    for _ in 0..<count {
      guard let filter = condition(fieldCount: fieldCount, depth: depth + 1) else { return nil }
      filters.append(filter)
    }
    return filters
  }

  private mutating func field(_ fieldCount: Int) -> FilterField? {
    switch byte() {
    case 0: return .id
    case 1: return .createdAt
    case 2: return .updatedAt
    case 3:
      guard let index = count(upTo: ScopeFilter.Limits.fields), index < fieldCount else {
        return nil
      }
      return .field(index)
    default: return nil
    }
  }
}
