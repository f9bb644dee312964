/// A field in a catalogue: another one of the same name and another type is another field.
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

extension FieldModel {
  /// The field as a catalogue has it.
  public var catalogField: CatalogField { CatalogField(name: name, type: type.catalogName) }
}
