/// An operation with the values of its variables: what a request runs.
public final class BoundOperation: Sendable {
  /// The operation.
  public let plan: PlannedOperation
  /// The coerced variables that have values, defaults included.
  public let variables: [String: JSON]
  private let conditions: [Bool]
  private let arguments: [Result<Arguments, GraphQLError>]

  init(plan: PlannedOperation, variables: [String: JSON]) {
    self.plan = plan
    self.variables = variables
    conditions = plan.conditions.map { $0.holds(variables) }
    let coercion = InputCoercion(schema: plan.schema)
    arguments = plan.boundArguments.map { bound in
      Result { () throws(GraphQLError) in try coercion.bind(bound, variables) }
    }
  }

  /// Query, mutation or subscription.
  public var kind: OperationKind { plan.kind }

  /// Whether a field is part of the response, as `@skip` and `@include` say.
  public func includes(_ field: PlannedField) -> Bool {
    field.condition < 0 || conditions[field.condition]
  }

  /// Fields by the place of their first selection that is included.
  func ordered(_ fields: [PlannedField]) -> [PlannedField] {
    let placed = fields.compactMap { field -> (sequence: Int, field: PlannedField)? in
      let first = field.occurrences.first { $0.condition < 0 || conditions[$0.condition] }
      return first.map { ($0.sequence, field) }
    }
    return placed.sorted { $0.sequence < $1.sequence }.map(\.field)
  }

  /// The root fields that the caller resolves, in the order of the response: all that are included but
  /// those of introspection, and those whose arguments are wrong, which this module completes itself. A
  /// mutation's are to be run in this order, one after the other; a subscription has one.
  public var rootFields: [BoundField] {
    let fields = plan.root.hasVariableOrder ? ordered(plan.root.fields) : plan.root.fields
    return fields.compactMap { field in
      guard includes(field), !field.isIntrospection, argumentError(of: field) == nil else {
        return nil
      }
      return BoundField(plan: field, operation: self)
    }
  }

  /// The coerced arguments of a field; none if they are wrong.
  public func arguments(of field: PlannedField) -> Arguments {
    switch field.arguments {
    case .constant(let arguments): return arguments
    case .bound(let index):
      if case .success(let arguments) = self.arguments[index] { return arguments }
      return .none
    }
  }

  /// What is wrong with the arguments of a field, if anything.
  func argumentError(of field: PlannedField) -> GraphQLError? {
    guard case .bound(let index) = field.arguments,
      case .failure(let error) = arguments[index]
    else { return nil }
    return error
  }
}

/// A field within a bound operation.
public struct BoundField: Sendable {
  /// The field.
  public let plan: PlannedField
  /// The operation that it is part of.
  public let operation: BoundOperation

  /// The key in the response.
  public var responseKey: String { plan.responseKey }
  /// The name in the schema.
  public var name: String { plan.definition.name }
  /// The definition.
  public var definition: FieldDefinition { plan.definition }
  /// The coerced arguments.
  public var arguments: Arguments { operation.arguments(of: plan) }

  /// The fields that are selected beneath from objects of a type, and included, in the order of the
  /// response, `__typename` too; empty for leaves and for types that can't occur.
  public func selectedFields(on typeName: String) -> [BoundField] {
    guard let object = plan.selection?.object(named: typeName) else { return [] }
    return object.fields.compactMap {
      operation.includes($0) ? BoundField(plan: $0, operation: operation) : nil
    }
  }

  /// Whether a field of that name is selected beneath from objects of a type.
  public func selects(_ name: String, on typeName: String) -> Bool {
    guard let object = plan.selection?.object(named: typeName) else { return false }
    return object.fields.contains { $0.definition.name == name && operation.includes($0) }
  }
}

extension PlannedOperation {
  /// Gives the operation values for its variables.
  ///
  /// - Parameter variables: the variables as they came in the request; what the operation does not
  ///   define is ignored.
  /// - Throws: everything that is wrong with the variables, each with location and `BAD_USER_INPUT`.
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
              "Argument \"\(definition.name)\" of required type \"\(definition.type)\" was provided the variable \"$\(name.value)\" which was not provided a runtime value.",
              .badUserInput, locations: [literal.location])
          }
          values.append(value)
          continue
        }
        guard let value = coerce(literal: literal, to: definition.type, variables: variables) else {
          throw GraphQLError(
            "Argument \"\(definition.name)\" of type \"\(definition.type)\" has invalid value \(literal).",
            .badUserInput, locations: [literal.location])
        }
        values.append(value)
      }
    }
    return Arguments(definitions: bound.definitions, values: values)
  }
}
