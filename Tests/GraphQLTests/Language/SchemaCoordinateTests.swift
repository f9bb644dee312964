import Testing

@testable import GraphQL

private let schema = try! Schema(
  sdl: """
    directive @private(scope: String!) on FIELD
    scalar DateTime
    input ReviewInput { stars: Int!  author: String }
    interface Named { name: String }
    type Person implements Named { email: String  name: String }
    type Business { name: String  owner: Person }
    union Owner = Person | Business
    enum SearchType { PERSON BUSINESS }
    type Query { searchBusiness(criteria: SearchType, name: String): [Business] }
    """)

private func resolve(_ text: String) -> String {
  do {
    let coordinate = try SchemaCoordinate(parsing: text)
    #expect(coordinate.description == text)
    switch try schema.element(at: coordinate) {
    case .type(let type)?: return "type \(type.name)"
    case .field(let type, let field)?: return "field \(type.name) \(field.name)"
    case .inputField(let type, let field)?: return "input field \(type.name) \(field.name)"
    case .enumValue(let type, let value)?: return "value \(type.name) \(value.name)"
    case .argument(let type, let field, let argument)?:
      return "argument \(type.name) \(field.name) \(argument.name)"
    case .directive(let directive)?: return "directive \(directive.name)"
    case .directiveArgument(let directive, let argument)?:
      return "argument \(directive.name) \(argument.name)"
    case nil: return "nothing"
    }
  } catch {
    return error.description
  }
}

/// Section 3.14.
@Suite struct SchemaCoordinateTests {
  @Test(arguments: [
    ("Business", "type Business"), ("String", "type String"), ("__Type", "type __Type"),
    ("Person.name", "field Person name"), ("Named.name", "field Named name"),
    ("Person.__typename", "field Person __typename"), ("Query.__schema", "field Query __schema"),
    ("ReviewInput.author", "input field ReviewInput author"),
    ("SearchType.BUSINESS", "value SearchType BUSINESS"),
    ("Query.searchBusiness(criteria:)", "argument Query searchBusiness criteria"),
    ("@private", "directive private"), ("@private(scope:)", "argument private scope"),
    ("@deprecated(reason:)", "argument deprecated reason"),
  ])
  func namesAPartOfTheSchema(coordinate: String, element: String) {
    #expect(resolve(coordinate) == element)
  }

  @Test(arguments: [
    "Unknown", "Person.unknown", "ReviewInput.unknown", "SearchType.UNKNOWN",
    "Query.searchBusiness(unknown:)", "@unknown", "@private(unknown:)",
  ])
  func namesNothingIfWhatItIsInHasNoSuchPart(coordinate: String) {
    #expect(resolve(coordinate) == "nothing")
  }

  @Test(arguments: [
    ("Persn.name", "Unknown type \"Persn\" in \"Persn.name\". Did you mean \"Person\"?"),
    (
      "DateTime.name",
      "Type \"DateTime\" is of the kind scalar, which has no such parts as \"DateTime.name\" names."
    ),
    (
      "Owner.name",
      "Type \"Owner\" is of the kind union, which has no such parts as \"Owner.name\" names."
    ),
    (
      "SearchType.PERSON(a:)",
      "Type \"SearchType\" is of the kind enum, which has no such parts as \"SearchType.PERSON(a:)\" names."
    ),
    (
      "Query.searchBusines(name:)",
      "Type \"Query\" has no field \"searchBusines\", which \"Query.searchBusines(name:)\" names. Did you mean \"searchBusiness\"?"
    ),
    (
      "@privat(scope:)",
      "Unknown directive \"@privat\" in \"@privat(scope:)\". Did you mean \"@private\"?"
    ),
  ])
  func saysWhatIsAbsentOfWhatItShouldBeIn(coordinate: String, message: String) {
    #expect(resolve(coordinate) == message)
  }

  @Test(arguments: [
    ("", "1:1: Syntax Error: Expected a name in a schema coordinate, found the end."),
    (" A", "1:1: Syntax Error: Expected a name in a schema coordinate, found \" \"."),
    ("A.", "1:3: Syntax Error: Expected a name in a schema coordinate, found the end."),
    ("A.b.c", "1:4: Syntax Error: Expected the end in a schema coordinate, found \".\"."),
    ("A.b(c)", "1:6: Syntax Error: Expected \":\" in a schema coordinate, found \")\"."),
    ("A.b(c:", "1:7: Syntax Error: Expected \")\" in a schema coordinate, found the end."),
    ("A.b(c: )", "1:7: Syntax Error: Expected \")\" in a schema coordinate, found \" \"."),
    ("A(c:)", "1:2: Syntax Error: Expected the end in a schema coordinate, found \"(\"."),
    ("@a.b", "1:3: Syntax Error: Expected the end in a schema coordinate, found \".\"."),
    ("1a", "1:1: Syntax Error: Expected a name in a schema coordinate, found \"1\"."),
    ("Aé", "1:2: Syntax Error: Expected the end in a schema coordinate, found \"é\"."),
  ])
  func saysWhereItIsMalformed(text: String, message: String) {
    #expect(resolve(text) == message)
  }
}
