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
