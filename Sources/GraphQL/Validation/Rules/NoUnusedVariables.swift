/// Variables that an operation defines are used, by it or by its fragments (section 5.8.4).
final class NoUnusedVariables: ValidationRule {
  func leave(operation: OperationNode, usages: [VariableUsage], _ context: ValidationContext) {
    let suffix = operation.name.map { " in operation \"\($0.value)\"" } ?? ""
    let used = Set(usages.map(\.name.value))
    for variable in operation.variables where !used.contains(variable.name.value) {
      context.report(
        "Variable \"$\(variable.name.value)\" is never used\(suffix).", at: [variable.location])
    }
  }
}
