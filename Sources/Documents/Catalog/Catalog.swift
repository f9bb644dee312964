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

/// A type in a catalogue.
public struct CatalogType: Sendable, Hashable {
  /// Its name.
  public let name: String
  /// How its documents merge; nodes that disagree on it have incompatible models.
  public let merge: MergeGranularity
  /// Its fields by number, the `id` not among them.
  public internal(set) var fields: [CatalogField]

  /// A type with these fields.
  public init(name: String, merge: MergeGranularity, fields: [CatalogField]) {
    self.name = name
    self.merge = merge
    self.fields = fields
  }

  /// The number of the field with a name.
  public func number(ofField name: String) -> FieldNumber? {
    fields.firstIndex { UTF8Order.equal($0.name, name) }
      .flatMap { UInt16(exactly: $0) }.map(FieldNumber.init)
  }
}

/// A field in a catalogue.
public struct CatalogField: Sendable, Hashable {
  /// Its name.
  public let name: String
  /// Its type in the notation of GraphQL without `!`: `String`, `[Int]`, `DateTime`; enums are `String`.
  public let type: String

  /// A field of a type.
  public init(name: String, type: String) {
    self.name = name
    self.type = type
  }
}

/// Whether documents merge field by field, or win and lose as a whole (`@datasync(merge:)`).
public enum MergeGranularity: String, Sendable, Hashable, CaseIterable {
  /// Each field has a stamp of its own.
  case field = "FIELD"
  /// The document has one stamp for everything, unknown fields included.
  case document = "DOCUMENT"
}
