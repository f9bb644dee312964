/// A whole source text: operations, fragments, and definitions of a type system, in order.
public struct DocumentNode: Sendable {
  /// The definitions in the order of the text; at least one when parsed.
  public var definitions: [DefinitionNode]

  /// Makes a document of definitions.
  public init(definitions: [DefinitionNode]) { self.definitions = definitions }

  /// The operations in order.
  public var operations: [OperationNode] {
    definitions.compactMap { if case .operation(let node) = $0 { node } else { nil } }
  }

  /// The fragments in order.
  public var fragments: [FragmentNode] {
    definitions.compactMap { if case .fragment(let node) = $0 { node } else { nil } }
  }
}

/// One definition of a document.
public enum DefinitionNode: Sendable {
  /// An operation, shorthand queries included.
  case operation(OperationNode)
  /// A fragment.
  case fragment(FragmentNode)
  /// `schema` or `extend schema`.
  case schema(SchemaNode)
  /// A type of any kind, or its extension.
  case type(TypeDefinitionNode)
  /// `directive @name`.
  case directive(DirectiveDefinitionNode)

  /// Where the definition begins; its description counts.
  public var location: Location {
    switch self {
    case .operation(let node): node.location
    case .fragment(let node): node.location
    case .schema(let node): node.location
    case .type(let node): node.location
    case .directive(let node): node.location
    }
  }
}

/// A name, and where it stands.
public struct NameNode: Sendable {
  /// The name: letters, digits and underscores, not beginning with a digit.
  public var value: String
  /// Where it stands.
  public var location: Location

  /// Makes a name.
  public init(_ value: String, location: Location) {
    self.value = value
    self.location = location
  }
}

/// The kinds of operation.
public enum OperationKind: String, Hashable, Sendable, CaseIterable {
  /// Reads.
  case query
  /// Writes, its root fields one after the other.
  case mutation
  /// Answers once an event.
  case subscription
}

/// An operation.
public struct OperationNode: Sendable {
  /// The description in front of it, if any.
  public var description: String?
  /// Query, mutation or subscription.
  public var kind: OperationKind
  /// The name, if it has one.
  public var name: NameNode?
  /// The variables in order.
  public var variables: [VariableNode]
  /// The directives in order.
  public var directives: [DirectiveNode]
  /// What it selects from the root type.
  public var selectionSet: SelectionSetNode
  /// Where it begins.
  public var location: Location
}

/// The definition of a variable.
public struct VariableNode: Sendable {
  /// The description in front of it, if any.
  public var description: String?
  /// The name without `$`.
  public var name: NameNode
  /// The type.
  public var type: TypeNode
  /// The default value; constant.
  public var defaultValue: ValueNode?
  /// The directives in order.
  public var directives: [DirectiveNode]
  /// Where it begins.
  public var location: Location
}

/// What stands between braces in an operation.
public struct SelectionSetNode: Sendable {
  /// The selections in order; at least one when parsed.
  public var selections: [SelectionNode]
  /// Where its brace opens.
  public var location: Location
  /// A number that no other selection set of the document has, counted from 0.
  public var id: Int
}

/// One selection.
public enum SelectionNode: Sendable {
  /// A field.
  case field(FieldNode)
  /// `...Name`.
  case spread(FragmentSpreadNode)
  /// `... on Type { }`, with or without the type.
  case inlineFragment(InlineFragmentNode)
}

/// A field of a selection set.
public struct FieldNode: Sendable {
  /// The alias, if any.
  public var alias: NameNode?
  /// The name of the field.
  public var name: NameNode
  /// The arguments in order.
  public var arguments: [ArgumentNode]
  /// The directives in order.
  public var directives: [DirectiveNode]
  /// What is selected from it; `nil` for a leaf.
  public var selectionSet: SelectionSetNode?
  /// Where it begins: at the alias, if there is one.
  public var location: Location
  /// A number that no other field of the document has, counted from 0.
  public var id: Int

  /// The key of the field in the response: its alias, or else its name.
  public var responseKey: String { (alias ?? name).value }
}

/// A spread of a named fragment.
public struct FragmentSpreadNode: Sendable {
  /// The name of the fragment.
  public var name: NameNode
  /// The directives in order.
  public var directives: [DirectiveNode]
  /// Where its dots begin.
  public var location: Location
}

/// An inline fragment.
public struct InlineFragmentNode: Sendable {
  /// The type that it applies to; `nil` for the enclosing one.
  public var typeCondition: NameNode?
  /// The directives in order.
  public var directives: [DirectiveNode]
  /// What it selects.
  public var selectionSet: SelectionSetNode
  /// Where its dots begin.
  public var location: Location
}

/// The definition of a fragment.
public struct FragmentNode: Sendable {
  /// The description in front of it, if any.
  public var description: String?
  /// The name.
  public var name: NameNode
  /// The type that it applies to.
  public var typeCondition: NameNode
  /// The directives in order.
  public var directives: [DirectiveNode]
  /// What it selects.
  public var selectionSet: SelectionSetNode
  /// Where it begins.
  public var location: Location
}
