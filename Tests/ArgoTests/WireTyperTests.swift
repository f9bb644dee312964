import Argo
import GraphQL
import Testing

/// Wire types from schemas and operations.
struct WireTyperTests {
  @Test(
    .enabled(if: Vectors.isPresent, "shared/vectors/argo is not beside the repository"),
    arguments: Vectors.cases)
  func wireTypesAreThePublished(_ testCase: Vectors.Case) throws {
    let schema = try DocumentNode(parsing: testCase.schema, limits: .schema)
    let operation = try DocumentNode(parsing: testCase.operation)
    let typer = try WireTyper(schema: schema)
    #expect(try typer.responseType(of: operation).description == testCase.wire)
    // The other two are no valid schemas: types lack fields of their interfaces, or deprecate them alone.
    guard testCase.suite == "self-describing" else { return }
    let built = try WireTyper(schema: Schema(schema))
    #expect(try built.responseType(of: operation).description == testCase.wire)
  }

  private func type(_ operation: String, in schema: String) throws -> String {
    let definitions = try DocumentNode(parsing: schema, limits: .schema)
    let document = try DocumentNode(parsing: operation)
    let typer = try WireTyper(schema: definitions)
    let type = try typer.dataType(of: document).description
    let complete = try DocumentNode(
      parsing: schema + ArgoDirectives.definitions, limits: .schema)
    let built = try WireTyper(schema: Schema(complete))
    #expect(try built.dataType(of: document).description == type)
    return type
  }

  private static let starWars = """
    type Query { hero: Character human: Human }
    interface Character { id: ID! name: String friends: [Character!]! }
    type Human implements Character { id: ID! name: String friends: [Character!]! height: Float mass: Int home: Planet! }
    type Droid implements Character { id: ID! name: String friends: [Character!]! mass: Int home: Port! isNew: Boolean! }
    type Planet { x: Int! y: String! }
    type Port { x: Int! z: String! }
    """

  @Test(arguments: [
    "query($v: Boolean!) { hero @include(if: $v) { id } }",
    "query($v: Boolean!) { hero @skip(if: $v) { id } }",
    "query($v: Boolean!) { ... @skip(if: $v) { hero { id } } }",
    "query($v: Boolean!) { ... on Query { ... @include(if: $v) { hero { id } } } }",
    "query($v: Boolean!) { ...F @include(if: $v) } fragment F on Query { hero { id } }",
  ])
  func whatAVariableDecidesIsOmittable(_ operation: String) throws {
    #expect(
      try type(operation, in: Self.starWars) == """
        {
         hero?: {
           id: STRING<ID>
          }?
        }
        """)
  }

  @Test(arguments: [
    "{ human @skip(if: true) { id } hero @include(if: true) { id } }",
    "{ ... @include(if: false) { human { id } } hero { id } }",
    "{ ... on Query { hero { id } } }",
    "{ ...F ...F } fragment F on Query { hero { id } }",
  ])
  func whatIsDecidedAlreadyIsNot(_ operation: String) throws {
    #expect(
      try type(operation, in: Self.starWars) == """
        {
         hero: {
           id: STRING<ID>
          }?
        }
        """)
  }

  @Test func fieldsOfOtherTypesAreOmittableAndRecordsMerge() throws {
    #expect(
      try type(
        """
        { hero { ... on Human { id mass home { x y } } ... on Droid { id home { x z } isNew }
                 ... on Character { id who: name } } }
        """, in: Self.starWars) == """
          {
           hero: {
             id: STRING<ID>
             mass?: VARINT{Int}?
             home?: {
              x: VARINT{Int}
              y?: STRING<String>
              z?: STRING<String>
             }
             isNew?: BOOLEAN
             who: STRING<String>?
            }?
          }
          """)
  }

  @Test func aFieldUnderTwoFragmentsNeedsBoth() throws {
    #expect(
      try type(
        "{ hero { ... on Character { ... on Human { height } } __typename } }", in: Self.starWars)
          == """
          {
           hero: {
             height?: FLOAT64{Float}?
             __typename: STRING<String>
            }?
          }
          """)
  }

  @Test func directivesChooseTheCodec() throws {
    let schema = """
      type Query { time: Time! blob: Blob key: Key! note: Note color: Color name: Name any: [Any!] flag: Flag }
      scalar Time @ArgoCodec(codec: Int)
      scalar Blob @ArgoCodec(codec: BYTES)
      scalar Key @ArgoCodec(codec: FIXED, fixedLength: 16)
      scalar Note @ArgoCodec(codec: String) @ArgoDeduplicate(deduplicate: false)
      enum Color { RED }
      enum Name @ArgoDeduplicate(deduplicate: false) { A }
      scalar Any @ArgoCodec(codec: DESC)
      scalar Flag @ArgoCodec(codec: Boolean)
      """
    #expect(
      try type("{ time blob key note color name any flag }", in: schema) == """
        {
         time: VARINT{Time}
         blob: BYTES<Blob>?
         key: FIXED(16){Key}
         note: STRING{Note}?
         color: STRING<Color>?
         name: STRING{Name}?
         any: DESC{Any}[]?
         flag: BOOLEAN{Flag}?
        }
        """)
  }

  @Test func aScalarWithoutCodecIsAnErrorUnlessOneIsGiven() throws {
    let schema = try DocumentNode(
      parsing: "type Query { at: Date also: Other } scalar Date scalar Other")
    let operation = try DocumentNode(parsing: "{ at }")
    #expect(throws: WireTypeError.missingCodec(type: "Date")) {
      try WireTyper(schema: schema).dataType(of: operation)
    }
    let typer = try WireTyper(schema: schema, codecs: ["Date": .string], fallback: .desc)
    #expect(
      try typer.dataType(of: operation)
        == .record([.init("at", .nullable(.block(.string, key: "Date", deduplicates: true)))]))
    #expect(
      try typer.dataType(of: DocumentNode(parsing: "{ also }"))
        == .record([.init("also", .nullable(.block(.desc, key: "Other", deduplicates: false)))]))
  }

  @Test(arguments: [
    ("scalar A @ArgoCodec", "codec is missing"),
    ("scalar A @ArgoCodec(codec: FIXED)", "FIXED needs a fixedLength of at least 1"),
    (
      "scalar A @ArgoCodec(codec: FIXED, fixedLength: -1)",
      "FIXED needs a fixedLength of at least 1"
    ),
    ("scalar A @ArgoCodec(codec: Int, fixedLength: 3)", "only FIXED has a fixedLength"),
    ("scalar A @ArgoCodec(codec: Huge)", "Huge is no codec"),
    (
      "scalar A @ArgoCodec(codec: Int) @ArgoDeduplicate",
      "only strings and byte strings are deduplicated"
    ),
  ])
  func badDirectivesAreRefused(_ text: String, _ reason: String) throws {
    let schema = try DocumentNode(parsing: text)
    #expect(throws: WireTypeError.invalidDirective(type: "A", reason: reason)) {
      try WireTyper(schema: schema)
    }
  }

  @Test(arguments: [
    ("{ nothing }", WireTypeError.unknownField(type: "Query", field: "nothing")),
    ("{ ...Nothing }", .unknownFragment("Nothing")),
    ("query A { hero { id } } query B { hero { id } }", .unknownOperation(nil)),
    ("mutation { hero { id } }", .missingRootType("mutation")),
    ("{ hero { a: id a: name } }", .conflictingFields(name: "a")),
    (
      "{ ...F } fragment F on Query { hero { ...G } } fragment G on Human { friends { ...G } }",
      .tooDeep
    ),
  ])
  func invalidOperationsAreRefused(_ operation: String, _ error: WireTypeError) throws {
    #expect(throws: error) { try type(operation, in: Self.starWars) }
  }

  @Test func fragmentsThatSpreadEachOtherTwiceAreBounded() throws {
    var operation = "{ ...F0 }"
    for index in 0..<20 {
      operation +=
        " fragment F\(index) on Query { ... on Query { ...F\(index + 1) } ...F\(index + 1) }"
    }
    operation += " fragment F20 on Query { hero { id } }"
    #expect(throws: WireTypeError.tooDeep) { try type(operation, in: Self.starWars) }
  }
}
