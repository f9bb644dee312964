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

  /// Whether the arguments could be coerced; where not, completion reports that by itself.
  public var hasArguments: Bool { operation.argumentError(of: plan) == nil }

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
