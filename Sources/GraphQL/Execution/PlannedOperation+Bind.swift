extension PlannedOperation {
  /// Gives the operation values for its variables.
  ///
  /// - Parameter variables: the variables as they came in the request; what the operation does not
  ///   define is ignored.
  /// - Throws: everything that is wrong with the variables, each with location and
  ///   `BAD_USER_INPUT`.
  public func bind(_ variables: JSONObject = JSONObject()) throws(GraphQLErrors) -> BoundOperation {
    guard !node.variables.isEmpty else { return BoundOperation(plan: self, variables: [:]) }
    let coercion = InputCoercion(schema: schema)
    var values: [String: JSON] = [:]
    var errors: [GraphQLError] = []
    for variable in node.variables {
      let name = variable.name.value
      let type = TypeReference(variable.type)
      guard let given = variables[name] else {
        if let literal = variable.defaultValue {
          values[name] = coercion.coerce(literal: literal, to: type, variables: [:])
        } else if type.isNonNull {
          errors.append(
            GraphQLError(
              "Variable \"$\(name)\" of required type \"\(type)\" was not provided.",
              .badUserInput, locations: [variable.location]))
        }
        continue
      }
      var failures: [InputCoercion.Failure] = []
      values[name] = coercion.coerce(given, to: type, failures: &failures)
      for failure in failures.prefix(20) {
        errors.append(error(failure, of: name, at: variable.location))
      }
    }
    guard errors.isEmpty else { throw GraphQLErrors(errors) }
    if conditionVariables.isEmpty { return BoundOperation(plan: self, variables: values) }
    for variable in node.variables where conditionVariables.contains(variable.name.value) {
      let name = variable.name.value
      if values[name]?.boolValue != nil { continue }
      errors.append(
        GraphQLError(
          "Variable \"$\(name)\" decides what is skipped or included, and must not be null.",
          .badUserInput, locations: [variable.location]))
    }
    guard errors.isEmpty else { throw GraphQLErrors(errors) }
    return BoundOperation(plan: self, variables: values)
  }

  private func error(_ failure: InputCoercion.Failure, of name: String, at location: Location)
    -> GraphQLError
  {
    let path = failure.path.map { element in
      switch element {
      case .key(let key): ".\(key)"
      case .index(let index): "[\(index)]"
      }
    }.joined()
    let text = failure.value.description
    let value =
      text.utf8.count > 200 ? String(decoding: text.utf8.prefix(200), as: UTF8.self) + "…" : text
    let at = path.isEmpty ? "" : " at \"\(name)\(path)\""
    return GraphQLError(
      "Variable \"$\(name)\" got invalid value \(value)\(at); \(failure.message)", .badUserInput,
      locations: [location])
  }
}
