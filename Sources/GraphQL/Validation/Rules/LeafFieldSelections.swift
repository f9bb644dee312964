/// Leaves have no selections, everything else has (section 5.3.3).
final class LeafFieldSelections: ValidationRule {
  func enter(field: FieldNode, _ definition: FieldDefinition?, _ context: ValidationContext) {
    guard let definition, let type = context.schema.type(named: definition.type.typeName) else {
      return
    }
    let name = field.name.value
    if type.isLeaf, let set = field.selectionSet {
      context.report(
        "Field \"\(name)\" must not have a selection since type \"\(definition.type)\" has no "
          + "subfields.",
        at: [set.location])
    } else if type.isComposite, field.selectionSet == nil {
      context.report(
        "Field \"\(name)\" of type \"\(definition.type)\" must have a selection of subfields. "
          + "Did you mean \"\(name) { ... }\"?",
        at: [field.location])
    }
  }
}
