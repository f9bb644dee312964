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
