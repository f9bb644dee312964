import Documents
import GraphQL

/// What a schema text says: the model, and what of the text only the API needs.
struct ParsedModel {
  /// The model types.
  var model: Model
  /// By type of the model and field, what the model does not keep.
  var details: [[FieldDetail]]
  /// The relations of each type of the model, in the order of the text.
  var relations: [[RelationField]]
  /// The enums that fields use, in the order of the text.
  var enums: [TypeDefinitionNode]
}

extension ParsedModel {
  /// The relations of a type that are served: those to types of which single documents, or lists, can be queried.
  func servedRelations(of index: Int) -> [RelationField] {
    relations[index].filter {
      !model.types[$0.target].operations.isDisjoint(with: [.get, .find])
    }
  }
}

/// What the API needs of a field besides its model.
struct FieldDetail {
  /// Whether elements of a list can't be null.
  var elementsAreRequired = false
  /// Why the field should not be used any more.
  var deprecationReason: String?
}
