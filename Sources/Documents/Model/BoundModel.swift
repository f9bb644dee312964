/// A model together with the numbers that a node's catalogue gives its types and fields.
public struct BoundModel: Sendable, Hashable {
  /// The model.
  public let model: Model
  /// The types of the model, in its order.
  public let types: [BoundType]

  /// Binds `model` to `catalog`, to which its types and fields are added as needed. Nil where the catalogue has no room.
  public init?(_ model: Model, catalog: inout Catalog) {
    var types: [BoundType] = []
    for type in model.types {
      let entry = CatalogType(
        name: type.name, merge: type.merge,
        fields: type.fields.map(\.catalogField))
      guard let number = catalog.add(entry) else { return nil }
      let fields = type.fields.compactMap { catalog[number].number(of: $0.catalogField) }
      types.append(BoundType(model: type, number: number, fields: fields))
    }
    self.model = model
    self.types = types
  }

  /// The bound type with a name.
  public func type(named name: String) -> BoundType? {
    types.first { UTF8Order.equal($0.model.name, name) }
  }

  /// The bound type with a number; nil for a type that the model does not have.
  public func type(_ number: TypeNumber) -> BoundType? {
    types.first { $0.number == number }
  }
}

/// A model type with its number, and the numbers of its fields.
public struct BoundType: Sendable, Hashable {
  /// The type as the schema has it.
  public let model: TypeModel
  /// Its number in the catalogue.
  public let number: TypeNumber
  /// The numbers of its fields, in the order of the model.
  public let fields: [FieldNumber]
}
