/// A type in a catalogue: another one of the same name that merges otherwise is another type.
public struct CatalogType: Sendable, Hashable {
  /// Its name.
  public let name: String
  /// How its documents merge.
  public let merge: MergeGranularity
  /// Its fields by number, the `id` not among them.
  public internal(set) var fields: [CatalogField]

  /// A type with these fields.
  public init(name: String, merge: MergeGranularity, fields: [CatalogField]) {
    self.name = name
    self.merge = merge
    self.fields = fields
  }

  /// Names the type apart from others of its name: the name, and behind a space `DOCUMENT` where documents merge as a whole.
  public var label: String {
    switch merge {
    case .field: name
    case .document: "\(name) \(merge.rawValue)"
    }
  }

  /// The number of a field.
  public func number(of field: CatalogField) -> FieldNumber? {
    fields.firstIndex {
      UTF8Order.equal($0.name, field.name) && UTF8Order.equal($0.type, field.type)
    }
    .flatMap { UInt16(exactly: $0) }.map(FieldNumber.init)
  }
}
