/// A recursive-descent parser for the whole language of the September 2025 edition. Its recursion
/// is bounded by the limit on open brackets, which the lexer holds.
struct Parser {
  private var lexer: Lexer
  /// The token that is looked at.
  private(set) var token: Token
  private var fieldCount = 0
  private var selectionSetCount = 0

  init(_ source: String, limits: ParseLimits) throws(GraphQLError) {
    lexer = Lexer(source, limits: limits)
    token = try lexer.next()
  }

  /// A document: definitions up to the end.
  mutating func document() throws(GraphQLError) -> DocumentNode {
    var definitions: [DefinitionNode] = []
    repeat {
      definitions.append(try definition())
    } while token.kind != .end
    return DocumentNode(definitions: definitions)
  }

  private mutating func definition() throws(GraphQLError) -> DefinitionNode {
    let location = token.location
    if token.kind == .leftBrace { return .operation(try operation(nil, at: location)) }
    let description = try description()
    let described = description != nil
    if token.kind == .leftBrace {
      throw unexpected(
        "Unexpected description, descriptions are not supported on shorthand queries.")
    }
    guard token.kind == .name else { throw unexpected() }
    switch token.text {
    case "query", "mutation", "subscription":
      return .operation(try operation(description, at: location))
    case "fragment": return .fragment(try fragment(description, at: location))
    case "extend":
      if described {
        throw unexpected(
          "Unexpected description, descriptions are not supported on type extensions.")
      }
      try advance()
      return try typeSystem(nil, isExtension: true, at: location)
    default: return try typeSystem(description, isExtension: false, at: location)
    }
  }

  mutating func nextFieldID() -> Int {
    defer { fieldCount += 1 }
    return fieldCount
  }

  mutating func nextSelectionSetID() -> Int {
    defer { selectionSetCount += 1 }
    return selectionSetCount
  }
}

extension Parser {
  /// Moves to the next token and returns the present one.
  @discardableResult
  mutating func advance() throws(GraphQLError) -> Token {
    let taken = token
    token = try lexer.next()
    return taken
  }

  @discardableResult
  mutating func expect(_ kind: Token.Kind) throws(GraphQLError) -> Token {
    guard token.kind == kind else {
      throw unexpected("Expected \(quoted(kind)), found \(token.description).")
    }
    return try advance()
  }

  private func quoted(_ kind: Token.Kind) -> String {
    Token(kind: kind, text: "", location: token.location).kind == .name
      ? "Name" : Token(kind: kind, text: "", location: token.location).description
  }

  mutating func skip(_ kind: Token.Kind) throws(GraphQLError) -> Bool {
    guard token.kind == kind else { return false }
    try advance()
    return true
  }

  func isKeyword(_ word: String) -> Bool { token.kind == .name && token.text == word }

  mutating func skipKeyword(_ word: String) throws(GraphQLError) -> Bool {
    guard isKeyword(word) else { return false }
    try advance()
    return true
  }

  mutating func expectKeyword(_ word: String) throws(GraphQLError) {
    guard try skipKeyword(word) else {
      throw unexpected("Expected \"\(word)\", found \(token.description).")
    }
  }

  /// An error about the present token.
  func unexpected(_ message: String? = nil) -> GraphQLError {
    GraphQLError(
      "Syntax Error: \(message ?? "Unexpected \(token.description).")", .parseFailed,
      locations: [token.location])
  }

  mutating func name() throws(GraphQLError) -> NameNode {
    guard token.kind == .name else {
      throw unexpected("Expected Name, found \(token.description).")
    }
    let token = try advance()
    return NameNode(token.text, location: token.location)
  }

  /// The description in front of a definition, if there is one.
  mutating func description() throws(GraphQLError) -> String? {
    guard token.kind == .string || token.kind == .blockString else { return nil }
    return try advance().text
  }

  /// One or more items between brackets.
  mutating func many<Item>(
    _ open: Token.Kind, _ close: Token.Kind,
    _ item: (inout Parser) throws(GraphQLError) -> Item
  ) throws(GraphQLError) -> [Item] {
    try expect(open)
    var items: [Item] = []
    repeat { items.append(try item(&self)) } while try !skip(close)
    return items
  }

  /// One or more items between brackets, or nothing at all.
  mutating func optionalMany<Item>(
    _ open: Token.Kind, _ close: Token.Kind,
    _ item: (inout Parser) throws(GraphQLError) -> Item
  ) throws(GraphQLError) -> [Item] {
    token.kind == open ? try many(open, close, item) : []
  }

  /// One or more names with a delimiter between them, and perhaps in front.
  mutating func delimited(_ delimiter: Token.Kind) throws(GraphQLError) -> [NameNode] {
    _ = try skip(delimiter)
    var names: [NameNode] = []
    repeat { names.append(try name()) } while try skip(delimiter)
    return names
  }
}

extension DocumentNode {
  /// Parses a source text: operations and fragments, or definitions of a type system.
  ///
  /// - Throws: a `GraphQLError` with its location; code `GRAPHQL_PARSE_FAILED`, or
  ///   `LIMIT_EXCEEDED`.
  public init(parsing source: String, limits: ParseLimits = .operation) throws(GraphQLError) {
    var parser = try Parser(source, limits: limits)
    self = try parser.document()
  }
}

extension ValueNode {
  /// Parses one value, variables allowed.
  public init(parsing source: String, limits: ParseLimits = .operation) throws(GraphQLError) {
    var parser = try Parser(source, limits: limits)
    self = try parser.value(isConstant: false)
    try parser.expect(.end)
  }
}

extension TypeNode {
  /// Parses one reference to a type.
  public init(parsing source: String, limits: ParseLimits = .operation) throws(GraphQLError) {
    var parser = try Parser(source, limits: limits)
    self = try parser.type()
    try parser.expect(.end)
  }
}
