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

  @Test func executableDefinitions() {
    #expect(
      errors("{ dog { name } } type A { b: Int }") == [
        "1:18: The \"A\" definition is not executable."
      ])
  }

  @Test func operationNames() {
    #expect(
      errors("query A { dog { name } } mutation A { a }") == [
        "1:7, 1:35: There can be only one operation named \"A\"."
      ])
    #expect(
      errors("{ dog { name } } query B { dog { name } }") == [
        "1:1: This anonymous operation must be the only defined operation."
      ])
  }

  @Test func singleRootFieldSubscriptions() {
    #expect(errors("subscription S { a }") == [])
    #expect(
      errors("subscription S { a b }") == [
        "1:20: Subscription \"S\" must select only one top level field."
      ])
    #expect(
      errors("subscription { ...F } fragment F on Subscription { a x: b }") == [
        "1:54: Anonymous Subscription must select only one top level field."
      ])
    #expect(
      errors("subscription { __typename }") == [
        "1:16: Anonymous Subscription must not select an introspection top level field."
      ])
    #expect(
      errors("subscription { a @include(if: true) }") == [
        "1:18: Anonymous Subscription must not use \"@include\" in the top level selection."
      ])
  }

  @Test func fieldsExistOnTheirTypes() {
    #expect(
      errors("{ dog { nme } }") == [
        "1:9: Cannot query field \"nme\" on type \"Dog\". Did you mean \"name\"?"
      ])
    #expect(
      errors("{ pet { barks } }") == [
        "1:9: Cannot query field \"barks\" on type \"Pet\". Did you mean to use an inline fragment on \"Dog\"?"
      ])
    #expect(
      errors("{ catOrDog { name } }") == [
        "1:14: Cannot query field \"name\" on type \"CatOrDog\". Did you mean to use an inline fragment on \"Being\", \"Pet\", \"Cat\", \"Canine\", or \"Dog\"?"
      ])
    #expect(
      errors("{ dog { __schema { description } } }") == [
        "1:9: Cannot query field \"__schema\" on type \"Dog\"."
      ])
  }

  @Test func leavesHaveNoSelectionsAndOthersHave() {
    #expect(
      errors("{ dog { barks { x } } }") == [
        "1:15: Field \"barks\" must not have a selection since type \"Boolean\" has no subfields."
      ])
    #expect(
      errors("{ dog }") == [
        "1:3: Field \"dog\" of type \"Dog\" must have a selection of subfields. Did you mean \"dog { ... }\"?"
      ])
  }

  @Test func argumentsAreKnownUniqueAndComplete() {
    #expect(
      errors("{ dog { name(surnam: true) } }") == [
        "1:14: Unknown argument \"surnam\" on field \"Dog.name\". Did you mean \"surname\"?"
      ])
    #expect(
      errors("{ dog { name(surname: true, surname: true) } }") == [
        "1:14, 1:29: There can be only one argument named \"surname\"."
      ])
    #expect(
      errors("{ arguments { two(x: 1) opt } }") == [
        "1:15: Field \"Arguments.two\" argument \"y\" of type \"Int!\" is required, but it was not provided."
      ])
    #expect(
      errors("{ dog @include { name } }") == [
        "1:7: Directive \"@include\" argument \"if\" of type \"Boolean!\" is required, but it was not provided."
      ])
    #expect(
      errors("{ dog @skip(iff: true, if: true) { name } }") == [
        "1:13: Unknown argument \"iff\" on directive \"@skip\". Did you mean \"if\"?"
      ])
  }

  @Test func typesAreKnown() {
    #expect(
      errors("query ($x: Strin) { human(id: $x) { ... on Hunan { name } } }")
        == [
          "1:12: Unknown type \"Strin\". Did you mean \"String\"?",
          "1:44: Unknown type \"Hunan\". Did you mean \"Human\"?",
          "1:8, 1:31: Variable \"$x\" of type \"Strin\" used in position expecting type \"ID\".",
        ])
  }

  @Test func fragmentsAreUniqueKnownUsedAndComposite() {
    #expect(
      errors("{ dog { ...F } } fragment F on Dog { name } fragment F on Dog { name }") == [
        "1:27, 1:54: There can be only one fragment named \"F\"."
      ])
    #expect(errors("{ dog { ...G } }") == ["1:12: Unknown fragment \"G\"."])
    #expect(
      errors("{ dog { name } } fragment F on Dog { name }") == [
        "1:18: Fragment \"F\" is never used."
      ])
    #expect(
      errors("{ dog { ...F } } fragment F on Command { name }").first
        == "1:32: Fragment \"F\" cannot condition on non composite type \"Command\".")
    #expect(
      errors("{ dog { ... on Complex { name } } }").first
        == "1:16: Fragment cannot condition on non composite type \"Complex\".")
  }

  @Test func fragmentsAreSpreadWhereTheyArePossible() {
    #expect(
      errors("{ dog { ... on Cat { meows } } }") == [
        "1:9: Fragment cannot be spread here as objects of type \"Dog\" can never be of type \"Cat\"."
      ])
    #expect(
      errors("{ human { ...F } } fragment F on Pet { name }") == [
        "1:11: Fragment \"F\" cannot be spread here as objects of type \"Human\" can never be of type \"Pet\"."
      ])
    #expect(errors("{ pet { ... on Canine { name } ... on CatOrDog { __typename } } }") == [])
  }

  @Test func fragmentsDoNotSpreadThemselves() {
    #expect(
      errors("{ dog { ...A } } fragment A on Dog { ...A }") == [
        "1:38: Cannot spread fragment \"A\" within itself."
      ])
    #expect(
      errors(
        "{ dog { ...A } } fragment A on Dog { ...B } fragment B on Dog { owner { pets { ...C } } } fragment C on Pet { ...A }"
      )
        == ["1:38, 1:80, 1:111: Cannot spread fragment \"A\" within itself via \"B\", \"C\"."])
    #expect(
      errors("{ dog { ...A ...B } } fragment A on Dog { ...B } fragment B on Dog { name }") == [])
  }

  @Test func variablesAreUniqueDefinedUsedAndOfInputTypes() {
    #expect(
      errors("query ($x: ID, $x: ID) { human(id: $x) { name } }") == [
        "1:9, 1:17: There can be only one variable named \"$x\"."
      ])
    #expect(
      errors("query Q { human(id: $x) { name } }") == [
        "1:21, 1:1: Variable \"$x\" is not defined by operation \"Q\"."
      ])
    #expect(
      errors("query Q($y: ID) { human { name } }") == [
        "1:9: Variable \"$y\" is never used in operation \"Q\"."
      ])
    #expect(
      errors("query ($d: Dog) { human(id: $d) { name } }").first
        == "1:12: Variable \"$d\" cannot be non-input type \"Dog\".")
    #expect(
      errors(
        "query ($b: Boolean) { dog { ...F } } fragment F on Dog { name(surname: $b) barkVolume @skip(if: $c) }"
      ) == ["1:97, 1:1: Variable \"$c\" is not defined. Did you mean \"$b\"?"])
    #expect(errors("query ($x: ID @onVariable) { human(id: $x) { name } }") == [])
  }

  @Test func variablesStandInAllowedPositions() {
    #expect(
      errors("query ($x: Int) { arguments { string(s: $x) } }") == [
        "1:8, 1:41: Variable \"$x\" of type \"Int\" used in position expecting type \"String\"."
      ])
    #expect(
      errors("query ($x: Int) { arguments { two(x: $x, y: 1) opt(x: $x) } }") == [
        "1:8, 1:38: Variable \"$x\" of type \"Int\" used in position expecting type \"Int!\"."
      ])
    #expect(errors("query ($x: Int = 1) { arguments { two(x: $x, y: 1) } }") == [])
    #expect(errors("query ($x: Int = null) { arguments { two(x: $x, y: 1) } }").count == 1)
    #expect(errors("query ($l: [String]) { arguments { list(l: $l) } }").count == 1)
    #expect(errors("query ($b: Boolean) { arguments { complex(c: {required: $b}) } }").count == 1)
    #expect(
      errors("query ($b: Boolean) { arguments { complex(c: {required: true, nonNull: $b}) } }")
        == [])
    #expect(errors("query ($b: Boolean) { dog @skip(if: $b) { name } }").count == 1)
    #expect(
      errors("query ($a: String) { arguments { oneOf(o: {a: $a}) } }")
        == [
          "1:8, 1:47: Variable \"$a\" is of type \"String\" but must be non-nullable to be used for OneOf Input Object \"OneOf\"."
        ])
  }

  @Test(arguments: [
    ("int(i: \"1\")", "Int cannot represent non-integer value: \"1\""),
    ("int(i: 3000000000)", "Int cannot represent non 32-bit signed integer value: 3000000000"),
    ("int(i: 1.0)", "Int cannot represent non-integer value: 1.0"),
    ("string(s: 1)", "String cannot represent a non string value: 1"),
    ("string(s: RED)", "String cannot represent a non string value: RED"),
    ("float(f: \"1\")", "Float cannot represent non numeric value: \"1\""),
    ("boolean(b: 1)", "Boolean cannot represent a non boolean value: 1"),
    ("id(i: 1.5)", "ID cannot represent value: 1.5"),
    (
      "command(c: \"SIT\")",
      "Enum \"Command\" cannot represent non-enum value: \"SIT\". Did you mean the enum value \"SIT\"?"
    ),
    (
      "command(c: SITT)",
      "Value \"SITT\" does not exist in \"Command\" enum. Did you mean the enum value \"SIT\"?"
    ),
    ("list(l: [\"a\", null])", "Expected value of type \"String!\", found null."),
    ("list(l: [1])", "String cannot represent a non string value: 1"),
    ("nonNull(b: null)", "Expected value of type \"Boolean!\", found null."),
    ("complex(c: 1)", "Expected value of type \"Complex\", found 1."),
    (
      "complex(c: {int: 1})",
      "Field \"Complex.required\" of required type \"Boolean!\" was not provided."
    ),
    ("complex(c: {required: true, nope: 1})", "Field \"nope\" is not defined by type \"Complex\"."),
    (
      "complex(c: {required: true, required: true})",
      "There can be only one input field named \"required\"."
    ),
    ("oneOf(o: {})", "OneOf Input Object \"OneOf\" must specify exactly one key."),
    ("oneOf(o: {a: \"x\", b: 1})", "OneOf Input Object \"OneOf\" must specify exactly one key."),
    ("oneOf(o: {a: null})", "Field \"OneOf.a\" must be non-null."),
  ])
  func valuesAreOfCorrectType(field: String, message: String) throws {
    let found = schema.validate(try DocumentNode(parsing: "{ arguments { \(field) } }"))
    #expect(found.map(\.message) == [message])
    #expect(found.map(\.code) == ["GRAPHQL_VALIDATION_FAILED"])
  }

  @Test func defaultsOfVariablesAreOfCorrectType() {
    #expect(
      errors("query ($x: Int = \"a\") { arguments { int(i: $x) } }") == [
        "1:18: Int cannot represent non-integer value: \"a\""
      ])
  }

  @Test func directivesAreKnownInPlaceAndUnique() {
    #expect(errors("{ dog @unknown { name } }") == ["1:7: Unknown directive \"@unknown\"."])
    #expect(
      errors("{ dog @onQuery { name } }") == [
        "1:7: Directive \"@onQuery\" may not be used on FIELD."
      ])
    #expect(
      errors("{ dog @onField @onField { name } }") == [
        "1:7, 1:16: The directive \"@onField\" can only be used once at this location."
      ])
    #expect(
      errors("query @onQuery { dog { ...F @onField } } fragment F on Dog @onField { name }").count
        == 2)
  }

  @Test func fieldsWithOneKeyAreTheSameField() {
    #expect(
      errors("{ dog { name: nickname name } }")
        == [
          "1:9, 1:24: Fields \"dog.name\" conflict because \"nickname\" and \"name\" are different fields. Use different aliases on the fields to fetch both if this was intentional."
        ])
    #expect(
      errors("{ dog { doesKnowCommand(command: SIT) doesKnowCommand(command: HEEL) } }").count == 1)
    #expect(
      errors(
        "{ dog { doesKnowCommand(command: SIT) doesKnowCommand(command: SIT) doesKnowCommand(command: SIT) } }"
      ) == [])
    #expect(errors("{ dog { name name(surname: true) } }").count == 1)
    #expect(
      errors(
        "{ arguments { complex(c: {int: 1, required: true}) complex(c: {required: true, int: 1}) } }"
      ) == [])
    #expect(
      errors(
        "{ dog { ...A ...B } } fragment A on Dog { x: barks } fragment B on Dog { x: isHouseTrained }"
      )
      .count == 1)
    #expect(
      errors("{ dog { owner { name } owner { name: iq } } }")
        .first?.contains("Fields \"dog.owner.name\" conflict because") == true)
  }

  @Test func fieldsOfDifferentObjectsMayDifferWhenTheirShapesAgree() {
    #expect(errors("{ pet { ... on Dog { v: barkVolume } ... on Cat { v: meowVolume } } }") == [])
    #expect(
      errors("{ pet { ... on Dog { v: barkVolume } ... on Cat { v: nickname } } }")
        == [
          "1:22, 1:51: Fields \"pet.v\" conflict because they return conflicting types \"Int\" and \"String\". Use different aliases on the fields to fetch both if this was intentional."
        ])
    #expect(
      errors(
        "{ pet { ... on Dog { v: rival { name } } ... on Cat { v: rival { name: __typename } } } }"
      ).count == 1)
    #expect(errors("{ pet { name(surname: true) ... on Dog { name } } }").count == 1)
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
