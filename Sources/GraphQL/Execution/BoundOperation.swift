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

  /// The root fields that the caller resolves, in the order of the response: all that are included
  /// but those of introspection, and those whose arguments are wrong, which this module completes
  /// itself. A mutation's are to be run in this order, one after the other; a subscription has one.
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
