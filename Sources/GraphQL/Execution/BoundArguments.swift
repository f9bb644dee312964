/// Arguments of which some depend on variables.
struct BoundArguments: Sendable {
  /// One argument.
  enum Item: Sendable {
    case constant(JSON?)
    case literal(ValueNode)
  }

  var definitions: [InputValueDefinition]
  var items: [Item]
}
