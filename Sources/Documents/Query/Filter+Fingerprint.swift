extension Filter {
  /// A number that tells conditions on a type apart, the same on every node and in every version of the program: what a token is
  /// bound to. Fields count by name, so it does not depend on their order in the schema; types of one name that merge differently
  /// are different types. It is FNV-1a with 64 bits.
  ///
  /// - Parameter filter: the condition; nil for all documents of the type.
  public static func fingerprint(_ filter: Filter?, type: TypeModel) -> UInt64 {
    var bytes: [UInt8] = []
    append(type.name, to: &bytes)
    if type.merge == .document { bytes.append(7) }
    if let filter { filter.append(type: type, to: &bytes) }
    return fnv1a(bytes)
  }

  /// FNV-1a with 64 bits (Fowler, Noll, Vo).
  static func fnv1a(_ bytes: some Sequence<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    return hash
  }

  /// Appends bytes that tell conditions apart: a tag, then the parts, lists with their count.
  private func append(type: TypeModel, to bytes: inout [UInt8]) {
    switch self {
    case .compare(let field, let `operator`, let value):
      bytes.append(1)
      Self.append(field, type, to: &bytes)
      Self.append(`operator`.rawValue, to: &bytes)
      PackedValues.append(value, to: &bytes)
    case .isIn(let field, let values):
      bytes.append(2)
      Self.append(field, type, to: &bytes)
      Varint.append(UInt64(values.count), to: &bytes)
      for value in values { PackedValues.append(value, to: &bytes) }
    case .between(let field, let low, let high):
      bytes.append(3)
      Self.append(field, type, to: &bytes)
      PackedValues.append(low, to: &bytes)
      PackedValues.append(high, to: &bytes)
    case .all(let filters): Self.append(4, filters, type, to: &bytes)
    case .any(let filters): Self.append(5, filters, type, to: &bytes)
    case .not(let filter):
      bytes.append(6)
      filter.append(type: type, to: &bytes)
    case .related:
      preconditionFailure("no token is bound to a condition across relations")
    }
  }

  private static func append(
    _ tag: UInt8, _ filters: [Filter], _ type: TypeModel, to bytes: inout [UInt8]
  ) {
    bytes.append(tag)
    Varint.append(UInt64(filters.count), to: &bytes)
    for filter in filters { filter.append(type: type, to: &bytes) }
  }

  private static func append(_ field: FilterField, _ type: TypeModel, to bytes: inout [UInt8]) {
    switch field {
    case .id: bytes.append(0)
    case .createdAt: bytes.append(1)
    case .updatedAt: bytes.append(2)
    case .field(let index):
      bytes.append(3)
      append(type.fields.indices.contains(index) ? type.fields[index].name : "", to: &bytes)
    }
  }

  private static func append(_ text: String, to bytes: inout [UInt8]) {
    Varint.append(UInt64(text.utf8.count), to: &bytes)
    bytes.append(contentsOf: text.utf8)
  }
}
