/// Variables have different names (section 5.8.1), are defined where they are used (5.8.3), and are
/// used where they are defined (5.8.4).
final class VariableNames: ValidationRule {
  func enter(operation: OperationNode, _ context: ValidationContext) {
    var seen: [String: Location] = [:]
    for variable in operation.variables {
      let name = variable.name
      if let first = seen[name.value] {
        context.report(
          "There can be only one variable named \"$\(name.value)\".", at: [first, name.location])
      } else {
        seen[name.value] = name.location
      }
    }
  }

  func leave(document: DocumentNode, _ context: ValidationContext) {
    for (operation, scope) in zip(document.operations, context.operationScopes) {
      let suffix = operation.name.map { " in operation \"\($0.value)\"" } ?? ""
      let by = operation.name.map { " by operation \"\($0.value)\"" } ?? ""
      let defined = Set(operation.variables.map(\.name.value))
      var used: Set<String> = []
      for usage in ([scope] + context.reachable(from: scope)).flatMap(\.usages) {
        let isFirst = used.insert(usage.name.value).inserted
        if isFirst, !defined.contains(usage.name.value) {
          context.report(
            "Variable \"$\(usage.name.value)\" is not defined\(by).",
            at: [usage.name.location, operation.location])
        }
      }
      for variable in operation.variables where !used.contains(variable.name.value) {
        context.report(
          "Variable \"$\(variable.name.value)\" is never used\(suffix).", at: [variable.location])
      }
    }
  }
}
