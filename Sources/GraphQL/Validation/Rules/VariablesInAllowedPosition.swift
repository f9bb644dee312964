/// Variables stand only where every value of their type is allowed (section 5.8.5).
final class VariablesInAllowedPosition: ValidationRule {
  func leave(operation: OperationNode, usages: [VariableUsage], _ context: ValidationContext) {
    let variables = Dictionary(
      operation.variables.map { ($0.name.value, $0) }, uniquingKeysWith: { first, _ in first })
    for usage in usages {
      guard let variable = variables[usage.name.value], let expected = usage.type else { continue }
      let type = TypeReference(variable.type)
      if !isAllowed(variable, type, expected, usage.hasDefault, context) {
        context.report(
          "Variable \"$\(usage.name.value)\" of type \"\(type)\" used in position expecting "
            + "type \"\(expected)\".",
          at: [variable.location, usage.name.location])
      } else if let oneOf = usage.oneOfType, !type.isNonNull {
        context.report(
          "Variable \"$\(usage.name.value)\" is of type \"\(type)\" but must be "
            + "non-nullable to be used for OneOf Input Object \"\(oneOf)\".",
          at: [variable.location, usage.name.location])
      }
    }
  }

  private func isAllowed(
    _ variable: VariableNode, _ type: TypeReference, _ expected: TypeReference, _ hasDefault: Bool,
    _ context: ValidationContext
  ) -> Bool {
    if case .nonNull(let inner) = expected, !type.isNonNull {
      let variableHasDefault = variable.defaultValue.map { !$0.isNull } ?? false
      return (variableHasDefault || hasDefault) && context.schema.isSubtype(type, of: inner)
    }
    return context.schema.isSubtype(type, of: expected)
  }
}
