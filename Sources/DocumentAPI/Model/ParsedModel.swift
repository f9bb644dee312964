import Documents
import GraphQL

/// What a schema text says: the model, and what of the text only the API needs.
struct ParsedModel {
  /// The model types.
  var model: Model
  /// By type of the model and field, what the model does not keep.
  var details: [[FieldDetail]]
  /// The enums that fields use, in the order of the text.
  var enums: [TypeDefinitionNode]
}

/// What the API needs of a field besides its model.
struct FieldDetail {
  /// Whether elements of a list can't be null.
  var elementsAreRequired = false
  /// Why the field should not be used any more.
  var deprecationReason: String?
}
