/// The variables of an operation have different names (section 5.8.1).
final class UniqueVariableNames: ValidationRule {
  func enter(operation: OperationNode, _ context: ValidationContext) {
    context.reportRepeated(operation.variables.map(\.name)) {
      "There can be only one variable named \"$\($0)\"."
    }
  }
}
