/// Variables have input types (section 5.8.2).
final class VariablesAreInputTypes: ValidationRule {
  func enter(variable: VariableNode, _ context: ValidationContext) {
    let name = variable.type.innermostName.value
    guard let type = context.schema.type(named: name), !type.isInput else { return }
    context.report(
      "Variable \"$\(variable.name.value)\" cannot be non-input type \"\(variable.type)\".",
      at: [variable.type.location])
  }
}
