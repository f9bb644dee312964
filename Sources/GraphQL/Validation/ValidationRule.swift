/// One rule of the specification: it is told what the walk comes to, and reports what is wrong.
protocol ValidationRule: AnyObject {
  init()
  func enter(operation: OperationNode, _ context: ValidationContext)
  func enter(fragment: FragmentNode, _ context: ValidationContext)
  func enter(variable: VariableNode, _ context: ValidationContext)
  /// A field; the definition is `nil` if it is unknown.
  func enter(field: FieldNode, _ definition: FieldDefinition?, _ context: ValidationContext)
  func enter(spread: FragmentSpreadNode, _ context: ValidationContext)
  /// An inline fragment; the context's `parentType` is that around it.
  func enter(inlineFragment: InlineFragmentNode, _ context: ValidationContext)
  /// All directives of one place.
  func enter(
    directives: [DirectiveNode], at place: DirectiveLocation, _ context: ValidationContext)
  /// All arguments of a field or directive; the owner is `nil` if it is unknown.
  func enter(
    arguments: [ArgumentNode], of owner: ArgumentOwner?, _ context: ValidationContext)
  /// A whole value: an argument's, or a variable's default. The type is `nil` if it is unknown.
  func enter(value: ValueNode, type: TypeReference?, _ context: ValidationContext)
  /// An operation, when everything was seen, with the variables that it and its fragments use.
  func leave(operation: OperationNode, usages: [VariableUsage], _ context: ValidationContext)
  /// The end, when everything was seen.
  func leave(document: DocumentNode, _ context: ValidationContext)
}

extension ValidationRule {
  func enter(operation: OperationNode, _ context: ValidationContext) {}
  func enter(fragment: FragmentNode, _ context: ValidationContext) {}
  func enter(variable: VariableNode, _ context: ValidationContext) {}
  func enter(field: FieldNode, _ definition: FieldDefinition?, _ context: ValidationContext) {}
  func enter(spread: FragmentSpreadNode, _ context: ValidationContext) {}
  func enter(inlineFragment: InlineFragmentNode, _ context: ValidationContext) {}
  func enter(
    directives: [DirectiveNode], at place: DirectiveLocation, _ context: ValidationContext
  ) {}
  func enter(arguments: [ArgumentNode], of owner: ArgumentOwner?, _ context: ValidationContext) {}
  func enter(value: ValueNode, type: TypeReference?, _ context: ValidationContext) {}
  func leave(operation: OperationNode, usages: [VariableUsage], _ context: ValidationContext) {}
  func leave(document: DocumentNode, _ context: ValidationContext) {}
}

/// What has arguments: a field or a directive.
struct ArgumentOwner {
  /// `Field "T.f"` or `Directive "@d"`.
  var title: String
  /// ` on field "T.f"` or ` on directive "@d"`.
  var suffix: String
  var definitions: [InputValueDefinition]
  /// Where it stands in the operation.
  var location: Location
}
