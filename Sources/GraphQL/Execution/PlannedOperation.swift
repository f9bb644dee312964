/// An operation that was parsed, validated and planned; independent of variables, immutable, and
/// made to be cached by its text.
public final class PlannedOperation: Sendable {
  /// The schema that it was planned for.
  public let schema: Schema
  /// The document that it is part of.
  public let document: DocumentNode
  /// The operation.
  public let node: OperationNode
  /// What it selects from the root type.
  public let root: ObjectPlan
  /// All planned fields; a field's `id` is its place here.
  public let fields: [PlannedField]
  /// How many selection plans there are; their ids are below this.
  public let selectionCount: Int
  /// How many object plans there are; their ids are below this.
  public let objectCount: Int
  let conditions: [Condition]
  let boundArguments: [BoundArguments]
  /// The variables that `@skip` and `@include` look at.
  let conditionVariables: Set<String>

  init(
    schema: Schema, document: DocumentNode, node: OperationNode, root: ObjectPlan,
    planner: Planner
  ) {
    self.schema = schema
    self.document = document
    self.node = node
    self.root = root
    fields = planner.fields
    selectionCount = planner.selectionCount
    objectCount = planner.objectCount
    conditions = planner.conditions
    boundArguments = planner.boundArguments
    conditionVariables = Set(
      planner.conditions.flatMap { $0.alternatives.joined().map(\.variable) })
  }

  /// Query, mutation or subscription.
  public var kind: OperationKind { node.kind }
  /// The name, if it has one.
  public var name: String? { node.name?.value }
}
