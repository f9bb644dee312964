extension Parser {
  mutating func operation(_ description: String?, at location: Location) throws(GraphQLError)
    -> OperationNode
  {
    var kind = OperationKind.query
    var name: NameNode?
    var variables: [VariableNode] = []
    var directives: [DirectiveNode] = []
    if token.kind == .name {
      guard let named = OperationKind(rawValue: token.text) else { throw unexpected() }
      kind = named
      try advance()
      if token.kind == .name { name = try self.name() }
      variables = try optionalMany(.leftParenthesis, .rightParenthesis) {
        parser throws(GraphQLError) in try parser.variable()
      }
      directives = try self.directives(areConstant: false)
    }
    return OperationNode(
      description: description, kind: kind, name: name, variables: variables,
      directives: directives, selectionSet: try selectionSet(), location: location)
  }

  private mutating func variable() throws(GraphQLError) -> VariableNode {
    let location = token.location
    let description = try description()
    try expect(.dollar)
    let name = try name()
    try expect(.colon)
    let type = try type()
    let defaultValue = try skip(.equals) ? try value(isConstant: true) : nil
    return VariableNode(
      description: description, name: name, type: type, defaultValue: defaultValue,
      directives: try directives(areConstant: true), location: location)
  }

  mutating func fragment(_ description: String?, at location: Location) throws(GraphQLError)
    -> FragmentNode
  {
    try expectKeyword("fragment")
    if isKeyword("on") { throw unexpected() }
    let name = try name()
    try expectKeyword("on")
    return FragmentNode(
      description: description, name: name, typeCondition: try self.name(),
      directives: try directives(areConstant: false), selectionSet: try selectionSet(),
      location: location)
  }

  private mutating func selectionSet() throws(GraphQLError) -> SelectionSetNode {
    let location = token.location
    let id = nextSelectionSetID()
    let selections = try many(.leftBrace, .rightBrace) { parser throws(GraphQLError) in
      try parser.selection()
    }
    return SelectionSetNode(selections: selections, location: location, id: id)
  }

  private mutating func selection() throws(GraphQLError) -> SelectionNode {
    let location = token.location
    guard try skip(.spread) else { return .field(try field()) }
    if token.kind == .name, !isKeyword("on") {
      let name = try name()
      return .spread(
        FragmentSpreadNode(
          name: name, directives: try directives(areConstant: false), location: location))
    }
    let typeCondition = try skipKeyword("on") ? try name() : nil
    return .inlineFragment(
      InlineFragmentNode(
        typeCondition: typeCondition, directives: try directives(areConstant: false),
        selectionSet: try selectionSet(), location: location))
  }

  private mutating func field() throws(GraphQLError) -> FieldNode {
    let location = token.location
    let id = nextFieldID()
    var name = try name()
    var alias: NameNode?
    if try skip(.colon) {
      alias = name
      name = try self.name()
    }
    let arguments = try optionalMany(.leftParenthesis, .rightParenthesis) {
      parser throws(GraphQLError) in
      try parser.argument(isConstant: false)
    }
    let directives = try directives(areConstant: false)
    return FieldNode(
      alias: alias, name: name, arguments: arguments, directives: directives,
      selectionSet: token.kind == .leftBrace ? try selectionSet() : nil, location: location, id: id)
  }

  private mutating func argument(isConstant: Bool) throws(GraphQLError) -> ArgumentNode {
    let name = try name()
    try expect(.colon)
    return ArgumentNode(name: name, value: try value(isConstant: isConstant))
  }

  mutating func directives(areConstant: Bool) throws(GraphQLError) -> [DirectiveNode] {
    var directives: [DirectiveNode] = []
    while token.kind == .at {
      let location = try advance().location
      let name = try name()
      let arguments = try optionalMany(.leftParenthesis, .rightParenthesis) {
        parser throws(GraphQLError) in
        try parser.argument(isConstant: areConstant)
      }
      directives.append(DirectiveNode(name: name, arguments: arguments, location: location))
    }
    return directives
  }

  mutating func type() throws(GraphQLError) -> TypeNode {
    let location = token.location
    var type: TypeNode
    if try skip(.leftBracket) {
      type = .list(try self.type(), location)
      try expect(.rightBracket)
    } else {
      type = .named(try name())
    }
    if try skip(.bang) { type = .nonNull(type, location) }
    return type
  }

  mutating func value(isConstant: Bool) throws(GraphQLError) -> ValueNode {
    let location = token.location
    switch token.kind {
    case .leftBracket:
      try advance()
      var items: [ValueNode] = []
      while try !skip(.rightBracket) { items.append(try value(isConstant: isConstant)) }
      return .list(items, location)
    case .leftBrace:
      try advance()
      var fields: [ObjectFieldNode] = []
      while try !skip(.rightBrace) {
        let name = try name()
        try expect(.colon)
        fields.append(ObjectFieldNode(name: name, value: try value(isConstant: isConstant)))
      }
      return .object(fields, location)
    case .int: return .int(try advance().text, location)
    case .float: return .float(try advance().text, location)
    case .string: return .string(try advance().text, isBlock: false, location)
    case .blockString: return .string(try advance().text, isBlock: true, location)
    case .name:
      let text = try advance().text
      switch text {
      case "true": return .boolean(true, location)
      case "false": return .boolean(false, location)
      case "null": return .null(location)
      default: return .enum(NameNode(text, location: location))
      }
    case .dollar:
      if isConstant {
        try advance()
        guard token.kind == .name else { throw unexpected() }
        throw GraphQLError(
          "Syntax Error: Unexpected variable \"$\(token.text)\" in constant value.", .parseFailed,
          locations: [location])
      }
      try advance()
      return .variable(NameNode(try name().value, location: location))
    case .start, .end, .bang, .ampersand, .leftParenthesis, .rightParenthesis, .spread, .colon,
      .equals, .at, .rightBracket, .pipe, .rightBrace:
      throw unexpected()
    }
  }
}
