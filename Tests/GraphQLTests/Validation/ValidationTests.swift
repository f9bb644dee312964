import Testing

@testable import GraphQL

private let schema = try! Schema(
  sdl: """
    interface Being { name(surname: Boolean): String }
    interface Pet implements Being { name(surname: Boolean): String  rival: Pet }
    interface Canine implements Being { name(surname: Boolean): String }
    type Dog implements Being & Pet & Canine {
      name(surname: Boolean): String  nickname: String  barkVolume: Int  barks: Boolean
      doesKnowCommand(command: Command): Boolean  isHouseTrained(at: Boolean = true): Boolean
      rival: Pet  owner: Human
    }
    type Cat implements Being & Pet { name(surname: Boolean): String  nickname: String  meowVolume: Int  meows: Boolean  rival: Pet }
    union CatOrDog = Cat | Dog
    type Human implements Being { name(surname: Boolean): String  pets: [Pet]  relatives: [Human!]  iq: Int }
    enum Command { SIT HEEL DOWN }
    input Complex { required: Boolean!  nonNull: Boolean! = false  int: Int  string: String  list: [String]  self: Complex }
    input OneOf @oneOf { a: String  b: Int }
    scalar Any
    type Arguments {
      two(x: Int! , y: Int!): Int  opt(x: Int! = 0): Int  int(i: Int): Int  string(s: String): Int  float(f: Float): Int
      boolean(b: Boolean): Int  id(i: ID): Int  command(c: Command): Int  list(l: [String!]): Int  complex(c: Complex): Int
      oneOf(o: OneOf): Int  any(a: Any): Int  nonNull(b: Boolean!): Int
    }
    type Query { dog: Dog  pet: Pet  being: Being  human(id: ID): Human  catOrDog: CatOrDog  arguments: Arguments }
    type Mutation { a: Int }
    type Subscription { a: Int  b: Int }
    directive @onQuery on QUERY
    directive @onField on FIELD
    directive @onVariable on VARIABLE_DEFINITION
    directive @many(x: Int) repeatable on FIELD
    """)

private func errors(_ text: String, _ limits: QueryLimits = QueryLimits()) -> [String] {
  do {
    return schema.validate(try DocumentNode(parsing: text), limits: limits).map(\.description)
  } catch {
    return ["not parsed: \(error)"]
  }
}

@Suite struct ValidationTests {
  @Test func acceptsAValidDocument() {
    #expect(
      errors(
        """
        query Q($c: Command = SIT, $i: Int!, $b: Boolean! = true, $s: [String!]) @onQuery {
          dog @onField @many(x: 1) @many(x: 2) { ...F doesKnowCommand(command: $c) owner @include(if: $b) { pets { name } } }
          catOrDog { __typename ... on Cat { meowVolume } ... on Pet { rival { name } } }
          arguments { two(x: $i, y: 2) list(l: $s) complex(c: {required: $b, list: "x", self: null}) any(a: {a: [$i]}) }
        }
        fragment F on Being { name ... on Dog { nickname } }
        """) == [])
  }

  @Test func limitsAreHeldWithTheirOwnCode() throws {
    func codes(_ text: String) throws -> [String?] {
      schema.validate(try DocumentNode(parsing: text, limits: .schema)).map(\.code)
    }
    func deep(_ levels: Int) -> String {
      var text = "name"
      for _ in 0..<(levels - 2) { text = "rival { \(text) }" }
      return "{ pet { \(text) } }"
    }
    #expect(try codes(deep(12)) == [])
    #expect(try codes(deep(13)) == ["LIMIT_EXCEEDED"])
    let chain =
      "{ pet { ...A } } fragment A on Pet { rival { rival { rival { rival { rival { ...B } } } } } } fragment B on Pet { rival { rival { rival { rival { rival { name } } } } } }"
    #expect(try codes(chain) == [])
    #expect(
      try codes(chain.replacing("{ name }", with: "{ rival { name } }")) == ["LIMIT_EXCEEDED"])
    func aliases(_ count: Int) -> String {
      "{ dog { " + (0..<count).map { "a\($0): name" }.joined(separator: " ") + " } }"
    }
    #expect(try codes(aliases(30)) == [])
    #expect(try codes(aliases(31)) == ["LIMIT_EXCEEDED"])
    func directives(_ count: Int) -> String {
      "{ dog { name " + String(repeating: "@many ", count: count) + "} }"
    }
    #expect(try codes(directives(50)) == [])
    #expect(try codes(directives(51)) == ["LIMIT_EXCEEDED"])
    #expect(throws: GraphQLErrors.self) {
      try schema.prepare("{" + String(repeating: " dog", count: 2_000) + "}")
    }
  }

  @Test func theUsualIntrospectionQueryIsWithinTheLimits() throws {
    let text = """
      query IntrospectionQuery {
        __schema { description queryType { name kind } mutationType { name kind } subscriptionType { name kind }
          types { ...FullType } directives { name description isRepeatable locations args(includeDeprecated: true) { ...InputValue } } }
      }
      fragment FullType on __Type { kind name description specifiedByURL isOneOf
        fields(includeDeprecated: true) { name description args(includeDeprecated: true) { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason }
        inputFields(includeDeprecated: true) { ...InputValue } interfaces { ...TypeRef }
        enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason } possibleTypes { ...TypeRef } }
      fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue isDeprecated deprecationReason }
      fragment TypeRef on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name
        ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } } } }
      """
    let (data, errors) = try schema.prepare(text).bind().treeResponse([])
    #expect(errors == [])
    #expect(data["__schema"]?["types"]?.arrayValue?.count == schema.types.count)
    #expect(throws: GraphQLErrors.self) {
      try schema.prepare(
        "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }")
    }
  }
}

@Suite struct ValidationCostTests {
  /// Fragments that spread each other twice a level would be exponential for naive algorithms.
  @Test(.timeLimit(.minutes(1))) func fragmentsThatMultiplyAreValidatedAndPlannedInBoundedTime()
    throws
  {
    var text = "{ pet { ...F0 } }"
    for level in 0..<11 {
      text +=
        " fragment F\(level) on Pet { rival { ...F\(level + 1) } ... on Dog { rival { ...F\(level + 1) ...A\(level) } } ... on Cat { rival { ...F\(level + 1) ...B\(level) } } }"
      text +=
        " fragment A\(level) on Pet { rival { name \(level < 10 ? "...A\(level + 1)" : "") } } fragment B\(level) on Pet { rival { name \(level < 10 ? "...B\(level + 1)" : "") } }"
    }
    text += " fragment F11 on Pet { name }"
    do {
      _ = try schema.prepare(text, limits: .trusted)
    } catch {
      #expect(error.errors.allSatisfy { $0.code == "LIMIT_EXCEEDED" }, "\(error)")
    }
  }

  @Test(.timeLimit(.minutes(1))) func aChainOfThousandsOfFragmentsDoesNotExhaustTheStack() throws {
    var text = "{ dog { ...F0 } }"
    for index in 0..<20_000 { text += " fragment F\(index) on Dog { ...F\(index + 1) }" }
    text += " fragment F20000 on Dog { name }"
    var limits = QueryLimits.trusted
    limits.tokens = 1_000_000
    do {
      _ = try schema.prepare(text, limits: limits)
      Issue.record("accepted")
    } catch {
      #expect(error.errors.map(\.code) == ["LIMIT_EXCEEDED"])
    }
  }

  /// Whatever parses is validated and, if it is valid, planned and run, without a crash.
  @Test(arguments: [1, 2, 3] as [UInt64])
  func mutatedOperationsNeverCrash(seed: UInt64) throws {
    let words = [
      "{", "}", "{", "}", "(", ")", ":", "dog", "pet", "name", "rival", "arguments", "complex", "c",
      "$x", "$b", "...", "...F",
      "on", "Dog", "Pet", "Cat", "@skip(if: $b)", "@include(if: true)", "true", "1", "\"s\"", "[",
      "]", "null", "a:", "SIT", "__typename",
      "fragment F on Pet {", "query ($x: Int, $b: Boolean!) {", "required", "barkVolume",
      "owner { name }", "human(id: $x) { iq }",
    ]
    let base =
      "query ( $x : Int , $b : Boolean! ) { dog { name rival { ...F } } arguments { int ( i : $x ) complex ( c : { required : $b } ) } } fragment F on Pet { name @skip(if: $b) rival { a: name } }"
    var random = SeededGenerator(seed: seed)
    var valid = 0
    for _ in 0..<1_500 {
      var tokens = base.split(separator: " ").map(String.init)
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let at = Int.random(in: 0..<tokens.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: tokens[at] = words.randomElement(using: &random)!
        case 1: tokens.remove(at: at)
        default: tokens.insert(words.randomElement(using: &random)!, at: at)
        }
      }
      guard let plan = try? schema.prepare(tokens.joined(separator: " ")),
        let operation = try? plan.bind(["x": 1, "b": .bool(Bool.random(using: &random))])
      else { continue }
      valid += 1
      #expect(operation.treeResponse(TypeDrivenObject.outcomes(of: operation)).errors == [])
    }
    #expect(valid > 20)
  }
}
