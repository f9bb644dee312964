/// Variables are defined by every operation that uses them, in fragments, too (section 5.8.3).
final class NoUndefinedVariables: ValidationRule {
  func leave(operation: OperationNode, usages: [VariableUsage], _ context: ValidationContext) {
    let by = operation.name.map { " by operation \"\($0.value)\"" } ?? ""
    let defined = Set(operation.variables.map(\.name.value))
    var seen: Set<String> = []
    for usage in usages where !defined.contains(usage.name.value) {
      let name = usage.name.value
      guard seen.insert(name).inserted else { continue }
      context.report(
        "Variable \"$\(name)\" is not defined\(by)."
          + Suggestions.didYouMean(name, defined, prefix: "$"),
        at: [usage.name.location, operation.location])
    }
  }
}
