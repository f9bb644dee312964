/// Something that other nodes of the mesh call by the name of something else in this node's model: a type that merges otherwise, or a
/// field of another type. Its values are kept and passed on, and not served.
public struct Incompatibility: Sendable, Hashable {
  /// The name of the type.
  public let type: String
  /// The name of the field; nil where the types merge differently.
  public let field: String?
  /// The field's type, or how the type merges, in this node's model.
  public let here: String
  /// The same elsewhere.
  public let elsewhere: String

  /// A difference of these parts.
  public init(type: String, field: String?, here: String, elsewhere: String) {
    self.type = type
    self.field = field
    self.here = here
    self.elsewhere = elsewhere
  }
}

extension Incompatibility: CustomStringConvertible {
  /// What differs, by name.
  public var description: String {
    if let field {
      "\(type).\(field) is \(elsewhere) elsewhere, \(here) here"
    } else {
      "\(type) merges by \(elsewhere) elsewhere, by \(here) here"
    }
  }
}

extension BoundModel {
  /// What `catalog` has under names that the model uses for something else; in the order of the catalogue.
  public func incompatibilities(in catalog: Catalog) -> [Incompatibility] {
    catalog.types.flatMap { type -> [Incompatibility] in
      guard let bound = self.type(named: type.name) else { return [] }
      let model = bound.model
      guard model.merge == type.merge else {
        return [
          Incompatibility(
            type: type.name, field: nil, here: model.merge.rawValue,
            elsewhere: type.merge.rawValue)
        ]
      }
      return type.fields.compactMap { field in
        guard let index = model.index(ofField: field.name) else { return nil }
        let here = model.fields[index].type.catalogName
        guard !UTF8Order.equal(here, field.type) else { return nil }
        return Incompatibility(
          type: type.name, field: field.name, here: here, elsewhere: field.type)
      }
    }
  }
}
