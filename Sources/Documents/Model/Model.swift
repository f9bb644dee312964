/// What the schema says: its model types.
public struct Model: Sendable, Hashable {
  /// The types in the order of the schema.
  public var types: [TypeModel]

  /// A model of these types.
  public init(types: [TypeModel]) {
    self.types = types
  }

  /// The index of the type with a name.
  public func index(ofType name: String) -> Int? {
    types.firstIndex { UTF8Order.equal($0.name, name) }
  }
}
