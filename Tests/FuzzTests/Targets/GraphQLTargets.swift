import Argo

@testable import GraphQL

/// The language, schemas and operations of GraphQL.
enum GraphQLTargets {
  static let all: [FuzzTarget] = [
    FuzzTarget("graphql-document", dictionary: "graphql", texts: documents, run: document),
    FuzzTarget(
      "graphql-schema", maximumLength: 2_048, dictionary: "graphql", texts: schemas, run: schema),
    FuzzTarget("graphql-operation", dictionary: "graphql", texts: operations, run: operation),
    FuzzTarget("graphql-variables", dictionary: "json", texts: variables, run: variables),
    FuzzTarget(
      "graphql-coordinate", maximumLength: 128,
      texts: ["Query", "Query.f", "Query.f(a:)", "@deprecated", "@deprecated(reason:)"],
      run: coordinate),
  ]

  // MARK: Language

  private static let documents = [
    "query Q($a: Int = 1 @x, $b: [[T!]!] = [[{k: 1}]]) @d(e: \"\\u{1F600}\\n\") { a: b(x: -0.5e3, y: [$a], z: {}) @i { ...F ... on T { c } ... @j { d } } }",
    "fragment F on T @a { query fragment on }\nsubscription S { s(t: \"\"\"\n  block \\\"\"\"\n    text\n\"\"\", e: RED, n: null, b: true) }",
    "{ a }",
    "\"\"\"About\n it\"\"\" schema @a { query: Q mutation: M } extend schema @b\n\"d\" type T implements & A & B @c { \"e\" f(\"g\" h: Int = 1 @i): [T!]! }",
    "interface I implements J { a: Int } extend union U @c = | A | B  enum E { \"x\" A B @d }\nscalar S @specifiedBy(url: \"u\")",
    "input I @oneOf { a: Int = {b: [1, {}]} } directive @d(a: Int = 1 @x) repeatable on | QUERY | FIELD extend type T @e extend input I { b: Int } # c",
  ]

  private static func document(_ text: String) throws -> Bool {
    let document: DocumentNode
    do throws(GraphQLError) {
      document = try DocumentNode(parsing: text, limits: .schema)
    } catch {
      try hold(error.locations.count == 1, "an error of syntax has one place: \(error)")
      try hold(
        (try? DocumentNode(parsing: text, limits: .operation)) == nil,
        "what exceeds wide limits exceeds narrow ones")
      return false
    }
    let printed = document.description
    let again = try hold("a printed document is read") {
      try DocumentNode(parsing: printed, limits: .schema)
    }
    try hold(again.description == printed, "a printed document is printed alike")
    try hold(
      try tokens(of: printed) == tokens(of: text), "a printed document says the same: \(printed)")
    return true
  }

  /// The tokens of a text, without those that may be left out.
  private static func tokens(of text: String) throws -> [String] {
    var lexer = Lexer(text, limits: ParseLimits(tokens: .max, depth: .max))
    var tokens: [String] = []
    var depth = 0
    while true {
      let token = try lexer.next()
      switch token.kind {
      case .end: return tokens
      case .ampersand, .pipe: continue
      case .leftBrace:
        // `query {` may be written `{`.
        if depth == 0, tokens.last == "Name query",
          tokens.count == 1 || tokens.dropLast().last == "}"
        {
          tokens.removeLast()
        }
        depth += 1
        tokens.append("{")
      case .rightBrace:
        depth -= 1
        tokens.append("}")
      case .string, .blockString: tokens.append("String \(token.text)")
      case .name, .int, .float: tokens.append("\(token.kind.rawValue) \(token.text)")
      case .start, .bang, .dollar, .leftParenthesis, .rightParenthesis, .spread, .colon, .equals,
        .at, .leftBracket, .rightBracket:
        tokens.append(token.kind.rawValue)
      }
    }
  }

  // MARK: Schemas

  private static let schemas = [
    zooText,
    "schema { query: Q } type Q { a: Int } directive @d(a: Int) on OBJECT extend type Q @d(a: 1) { b: E } enum E { A } extend enum E { B }",
    "type Query implements N { a(b: I = {c: 1}): [U!]  n: ID! } interface N { n: ID } union U = Query input I @oneOf { c: Int d: I }",
  ]

  private static func schema(_ text: String) throws -> Bool {
    guard let schema = try? Schema(sdl: text) else { return false }
    let printed = schema.sdl
    let again = try hold("a printed schema is valid") { try Schema(sdl: printed) }
    try hold(again.sdl == printed, "a printed schema is printed alike")
    try hold(
      again.types.map(\.name).sorted() == schema.types.map(\.name).sorted(),
      "a printed schema has the same types")
    _ = try hold("every schema answers introspection") {
      try schema.prepare("{ __schema { types { name fields { name } } } }")
    }
    return true
  }

  private static func coordinate(_ text: String) throws -> Bool {
    guard let coordinate = try? SchemaCoordinate(parsing: text) else { return false }
    try hold(coordinate.description.utf8.elementsEqual(text.utf8), "a coordinate has one form")
    _ = try? zoo.element(at: coordinate)
    return true
  }

  // MARK: Operations

  private static let operations = [
    "query Q($i: Int = 2, $b: Boolean! = true) { int(a: $i) list(a: [1, $i]) @include(if: $b) pet { name ... on Dog { barks owner { name pets { name } } } } }",
    "{ any { __typename ...C ... on Dog @skip(if: false) { barks } } one: input(a: {cat: \"x\"}) ...R } fragment C on Cat { lives name } fragment R on Query { int everything(a: {required: true, list: [\"a\"], enum: RED, self: {required: false}}) }",
    "mutation { set(a: {dog: {name: \"n\", size: 1.5}}) { name friends { name } } }",
    "subscription S { news { name } }",
    "{ __schema { queryType { name fields(includeDeprecated: true) { name args { name type { kind ofType { name } } } } } directives { name } } __type(name: \"Pet\") { possibleTypes { name } } }",
  ]

  private static func operation(_ text: String) throws -> Bool {
    guard let document = try? DocumentNode(parsing: text, limits: QueryLimits().parsing) else {
      return false
    }
    let errors = zoo.validate(document)
    try hold(errors.count <= 50, "errors are limited")
    let again = try hold("a printed operation is read") {
      try DocumentNode(parsing: document.description, limits: .schema)
    }
    try hold(
      zoo.validate(again).map(\.message) == errors.map(\.message),
      "a printed operation has the same mistakes")
    guard errors.isEmpty, let name = try? document.operation(named: nil).name?.value ?? "" else {
      return false
    }
    let plan: PlannedOperation
    do throws(GraphQLErrors) {
      plan = try zoo.prepare(document, operationName: name.isEmpty ? nil : name)
    } catch {
      // A plan may still be too large.
      try hold(
        error.errors.allSatisfy {
          $0.code == "LIMIT_EXCEEDED" || $0.code == "GRAPHQL_VALIDATION_FAILED"
        },
        "a valid operation has a plan: \(error)")
      return false
    }
    guard let operation = try? plan.bind() else { return false }
    try answer(operation)
    return true
  }

  /// Runs an operation: all writers must say the same.
  private static func answer(_ operation: BoundOperation) throws {
    let outcomes = ZooObject.outcomes(of: operation)
    let limits = JSONLimits(bytes: 1 << 26, depth: 200)
    let json = try hold("an answer is JSON") {
      try JSON(parsing: operation.jsonResponse(outcomes), limits: limits)
    }
    let (data, errors) = operation.treeResponse(outcomes)
    try hold(json["data"] == data, "text and tree have the same data")
    try hold((json["errors"]?.arrayValue?.count ?? 0) == errors.count, "and as many errors")
    let codec: ArgoCodec
    do throws(WireTypeError) { codec = try zooTyper.codec(for: operation.plan) } catch {
      try hold(
        error == .tooDeep, "there is a codec for every operation but those that are too deep")
      return
    }
    let decoded = try hold("an answer in Argo is read") {
      try codec.decode(operation.argoResponse(outcomes, codec: codec))
    }
    try hold(decoded.responseJSON["data"] == data, "Argo and tree have the same data")
  }

  // MARK: Variables

  private static let variables = [
    #"{"required": true, "nonNull": false, "int": 2147483647, "float": 1.5e-7, "id": 7, "list": ["a", null], "lists": [[1], 2], "enum": "RED", "any": {"a": [1]}, "one": {"id": "x"}, "self": {"required": false}}"#,
    #"{"required": true, "list": "a", "lists": 1, "float": 1, "one": {"dog": {"name": "n", "size": 0}}}"#,
  ]

  private static func variables(_ text: String) throws -> Bool {
    guard let value = try? JSON(parsing: text) else { return false }
    guard let coerced = try? zoo.coerce(value, toInput: "Everything") else { return false }
    let again = try hold("a coerced value is of its type") {
      try zoo.coerce(coerced, toInput: "Everything")
    }
    try hold(again == coerced, "coercing twice changes nothing: \(coerced), \(again)")
    let plan = try hold("the operation is valid") {
      try zoo.prepare("query ($v: Everything!) { everything(a: $v) }")
    }
    let operation = try hold("what is coerced can be bound") {
      try plan.bind(["v": value].reduce(into: JSONObject()) { $0[$1.key] = $1.value })
    }
    try hold(
      operation.rootFields[0].arguments["a"] == coerced, "a variable is coerced in the same way")
    return true
  }
}
