extension InputCoercion {
  func bind(_ bound: BoundArguments, _ variables: [String: JSON]) throws(GraphQLError) -> Arguments
  {
    var values: [JSON?] = []
    values.reserveCapacity(bound.items.count)
    for (definition, item) in zip(bound.definitions, bound.items) {
      switch item {
      case .constant(let value): values.append(value)
      case .literal(let literal):
        if case .variable(let name) = literal, variables[name.value] == nil {
          let value = defaultValue(of: definition)
          if value == nil, definition.type.isNonNull {
            throw GraphQLError(
              "Argument \"\(definition.name)\" of required type \"\(definition.type)\" was "
                + "provided the variable \"$\(name.value)\" which was not provided a runtime "
                + "value.",
              .badUserInput, locations: [literal.location])
          }
          values.append(value)
          continue
        }
        guard let value = coerce(literal: literal, to: definition.type, variables: variables) else {
          throw GraphQLError(
            "Argument \"\(definition.name)\" of type \"\(definition.type)\" has invalid value "
              + "\(literal).",
            .badUserInput, locations: [literal.location])
        }
        values.append(value)
      }
    }
    return Arguments(definitions: bound.definitions, values: values)
  }
}
