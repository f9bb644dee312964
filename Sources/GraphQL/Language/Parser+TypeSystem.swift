extension Parser {
  /// A definition of the type system from its keyword on.
  mutating func typeSystem(_ description: String?, isExtension: Bool, at location: Location)
    throws(GraphQLError) -> DefinitionNode
  {
    guard token.kind == .name else { throw unexpected() }
    if token.text == "schema" {
      return .schema(try schema(description, isExtension: isExtension, at: location))
    }
    if token.text == "directive", !isExtension {
      return .directive(try directiveDefinition(description, at: location))
    }
    guard let kind = TypeKind(rawValue: token.text) else { throw unexpected() }
    try advance()
    var node = TypeDefinitionNode(
      kind: kind, isExtension: isExtension, description: description, name: try name(),
      location: location)
    if kind == .object || kind == .interface, try skipKeyword("implements") {
      node.interfaces = try delimited(.ampersand)
    }
    node.directives = try directives(areConstant: true)
    try body(of: &node)
    if isExtension, node.interfaces.isEmpty, node.directives.isEmpty, node.fields.isEmpty,
      node.members.isEmpty, node.values.isEmpty, node.inputFields.isEmpty
    {
      throw unexpected()
    }
    return .type(node)
  }

  private mutating func body(of node: inout TypeDefinitionNode) throws(GraphQLError) {
    switch node.kind {
    case .scalar: break
    case .object, .interface:
      node.fields = try optionalMany(.leftBrace, .rightBrace) { parser throws(GraphQLError) in
        try parser.fieldDefinition()
      }
    case .union:
      if try skip(.equals) { node.members = try delimited(.pipe) }
    case .enum:
      node.values = try optionalMany(.leftBrace, .rightBrace) { parser throws(GraphQLError) in
        try parser.enumValue()
      }
    case .inputObject:
      node.inputFields = try optionalMany(.leftBrace, .rightBrace) { parser throws(GraphQLError) in
        try parser.inputValue()
      }
    }
  }

  private mutating func schema(_ description: String?, isExtension: Bool, at location: Location)
    throws(GraphQLError) -> SchemaNode
  {
    try expectKeyword("schema")
    let directives = try directives(areConstant: true)
    let item = { (parser: inout Parser) throws(GraphQLError) in try parser.rootType() }
    let rootTypes =
      isExtension
      ? try optionalMany(.leftBrace, .rightBrace, item) : try many(.leftBrace, .rightBrace, item)
    if isExtension, directives.isEmpty, rootTypes.isEmpty { throw unexpected() }
    return SchemaNode(
      description: description, directives: directives, rootTypes: rootTypes,
      isExtension: isExtension, location: location)
  }

  private mutating func rootType() throws(GraphQLError) -> RootTypeNode {
    let location = token.location
    guard token.kind == .name, let kind = OperationKind(rawValue: token.text) else {
      throw unexpected()
    }
    try advance()
    try expect(.colon)
    return RootTypeNode(kind: kind, type: try name(), location: location)
  }

  private mutating func fieldDefinition() throws(GraphQLError) -> FieldDefinitionNode {
    let description = try description()
    let name = try name()
    let arguments = try optionalMany(.leftParenthesis, .rightParenthesis) {
      parser throws(GraphQLError) in try parser.inputValue()
    }
    try expect(.colon)
    let type = try type()
    return FieldDefinitionNode(
      description: description, name: name, arguments: arguments, type: type,
      directives: try directives(areConstant: true))
  }

  private mutating func inputValue() throws(GraphQLError) -> InputValueNode {
    let description = try description()
    let name = try name()
    try expect(.colon)
    let type = try type()
    let defaultValue = try skip(.equals) ? try value(isConstant: true) : nil
    return InputValueNode(
      description: description, name: name, type: type, defaultValue: defaultValue,
      directives: try directives(areConstant: true))
  }

  private mutating func enumValue() throws(GraphQLError) -> EnumValueNode {
    let description = try description()
    if isKeyword("true") || isKeyword("false") || isKeyword("null") {
      throw unexpected("Name \"\(token.text)\" is reserved and cannot be used for an enum value.")
    }
    return EnumValueNode(
      description: description, name: try name(), directives: try directives(areConstant: true))
  }

  private mutating func directiveDefinition(_ description: String?, at location: Location)
    throws(GraphQLError) -> DirectiveDefinitionNode
  {
    try expectKeyword("directive")
    try expect(.at)
    let name = try name()
    let arguments = try optionalMany(.leftParenthesis, .rightParenthesis) {
      parser throws(GraphQLError) in try parser.inputValue()
    }
    let isRepeatable = try skipKeyword("repeatable")
    try expectKeyword("on")
    var locations: [DirectiveLocation] = []
    _ = try skip(.pipe)
    repeat {
      guard token.kind == .name, let place = DirectiveLocation(rawValue: token.text) else {
        throw unexpected()
      }
      locations.append(place)
      try advance()
    } while try skip(.pipe)
    return DirectiveDefinitionNode(
      description: description, name: name, arguments: arguments, isRepeatable: isRepeatable,
      locations: locations, location: location)
  }
}
