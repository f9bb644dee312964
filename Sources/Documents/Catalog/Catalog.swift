/// The types and fields that a node has ever known, numbered by position and never renumbered: those of its model, and those
/// that it learned from peers with a newer schema. Rows, stamps and pages name types and fields by these numbers.
public struct Catalog: Sendable, Hashable {
  /// The types by number.
  public private(set) var types: [CatalogType]

  /// An empty catalogue, or one as it was stored or received.
  public init(types: [CatalogType] = []) {
    self.types = types
  }

  /// The most types a catalogue may have, and the most fields of a type.
  public static let maximumCount = 4_096

  /// The type with a number.
  public subscript(type: TypeNumber) -> CatalogType { types[Int(type.rawValue)] }

  /// The number of the type with a name.
  public func number(ofType name: String) -> TypeNumber? {
    types.firstIndex { UTF8Order.equal($0.name, name) }
      .flatMap { UInt16(exactly: $0) }.map(TypeNumber.init)
  }

  /// The number of a type, added with its fields if it is new; fields that are new are added to it, and those that are
  /// there stay as they are. Returns nil, and adds nothing, where there is no room (``maximumCount``).
  public mutating func add(_ type: CatalogType) -> TypeNumber? {
    let known = number(ofType: type.name)
    var entry = CatalogType(name: type.name, merge: type.merge, fields: [])
    if let known { entry = self[known] }
    for field in type.fields where entry.number(ofField: field.name) == nil {
      guard entry.fields.count < Self.maximumCount else { return nil }
      entry.fields.append(field)
    }
    if let known {
      types[Int(known.rawValue)] = entry
      return known
    }
    guard types.count < Self.maximumCount else { return nil }
    types.append(entry)
    return TypeNumber(rawValue: UInt16(types.count - 1))
  }
}
