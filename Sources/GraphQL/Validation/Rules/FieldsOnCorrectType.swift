/// Fields exist on the type that they are selected from (section 5.3.1).
final class FieldsOnCorrectType: ValidationRule {
  func enter(field: FieldNode, _ definition: FieldDefinition?, _ context: ValidationContext) {
    guard definition == nil, let parent = context.parentType else { return }
    context.report(
      "Cannot query field \"\(field.name.value)\" on type \"\(parent.name)\"."
        + hint(field.name.value, parent, context), at: [field.location])
  }

  private func hint(_ name: String, _ parent: NamedType, _ context: ValidationContext) -> String {
    if parent.isAbstract {
      var types: [String] = []
      for object in context.schema.possibleTypes(of: parent.name)
      where object.field(named: name) != nil {
        for interface in object.interfaces where !types.contains(interface) {
          if context.schema.type(named: interface)?.field(named: name) != nil {
            types.append(interface)
          }
        }
        types.append(object.name)
      }
      let names = types.prefix(5).map { "\"\($0)\"" }
      if !names.isEmpty {
        return " Did you mean to use an inline fragment on \(Suggestions.orList(names))?"
      }
    }
    return Suggestions.didYouMean(name, parent.fields.map(\.name))
  }
}
