/// The types and fields that a node has ever known, numbered by position and never renumbered: those of its model, and those
/// that it learned from peers with another schema. Rows, stamps and pages name types and fields by these numbers.
///
/// A type is what its name and its merge granularity say, a field what its name and its type say: a name may come more than once.
/// So catalogues grow together to the same content in whatever order they meet, and what one schema calls by the name of
/// something else in another has a number, values and stamps of its own (`Docs/Decisions/0014-incompatible-models.md`).
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

  /// The number of the type with a name that merges so.
  public func number(ofType name: String, merge: MergeGranularity) -> TypeNumber? {
    types.firstIndex { $0.merge == merge && UTF8Order.equal($0.name, name) }
      .flatMap { UInt16(exactly: $0) }.map(TypeNumber.init)
  }

  /// The number of the type with a label.
  public func number(labelled label: String) -> TypeNumber? {
    types.firstIndex { UTF8Order.equal($0.label, label) }
      .flatMap { UInt16(exactly: $0) }.map(TypeNumber.init)
  }

  /// The number of a type, added with its fields if it is new; fields that are new are added to it, and those that are
  /// there stay as they are. Returns nil, and adds nothing, where there is no room (``maximumCount``).
  public mutating func add(_ type: CatalogType) -> TypeNumber? {
    let known = number(ofType: type.name, merge: type.merge)
    var entry = CatalogType(name: type.name, merge: type.merge, fields: [])
    if let known { entry = self[known] }
    for field in type.fields where entry.number(of: field) == nil {
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
