import Testing

@testable import GraphQL

private func printed(_ source: String) throws -> String {
  try DocumentNode(parsing: source, limits: .schema).description
}

@Suite struct PrinterTests {
  @Test func printsExecutableDocuments() throws {
    let source = """
      \"""the query\"""
      query Q($a: [Int!]! = [1, 2] @v, $b: T = {a: "x", b: null}) @onQuery(if: $a) {
        alias: node(id: [123, 4.5e6], e: RED, f: true) @include(if: $foo) {
          id
          ... on User @onInlineFragment {
            field2
          }
          ... @skip(unless: $foo) {
            id
          }
          ... {
            id
          }
          ...F @x
        }
      }

      mutation M {
        a
      }

      fragment F on Friend @onFragment {
        foo(size: $size, obj: {key: "value", block: \"""block\"""})
      }

      {
        unnamed
      }

      subscription ($x: Int) {
        a
      }
      """
    #expect(try printed(source) == source)
  }

  @Test func printsTypeSystemDocuments() throws {
    let source = """
      \"""
      A schema, long enough so that its description does not fit on a single line.
      \"""
      schema @s {
        query: Q
        mutation: M
      }

      extend schema @t

      \"""a type\"""
      type Foo implements Bar & Baz & Two @d {
        \"""
        Several
          lines

        \\\""" of text
        \"""
        one: Type
        two(argument: InputType! = {a: 1}, other: String = "s" @x): Type @deprecated(reason: "no")

        \"""described\"""
        three(
          \"""first\"""
          a: Int
          b: [Int!]
        ): Int
      }

      interface I implements J {
        a: Int
      }

      union U @u = A | B

      union Empty

      scalar S @specifiedBy(url: "x")

      enum E {
        A

        \"""the second\"""
        B @deprecated
      }

      input In @oneOf {
        a: Int = 1 @x
        b: [In]
      }

      extend type Foo {
        x: Int
      }

      extend union U = C

      extend scalar S @y

      extend enum E {
        C
      }

      extend input In @z

      extend interface I implements K

      directive @d(a: Int = 1) repeatable on FIELD | QUERY | VARIABLE_DEFINITION

      directive @e on SCHEMA
      """
    #expect(try printed(source) == source)
  }

  @Test func printsStringsSoThatTheyReadBack() throws {
    for text in [
      "", "a", "a\"b", "\"\"\"", "\\", "ends\\", "ends\"", " leads", "trails ", "two\nlines",
      "\n", "\ttab\n  in", "nul\u{0}", "\u{7F}\u{9F}", "é\u{301}👍", "a\r\nb", "  a\n b",
    ] {
      let document = try DocumentNode(
        parsing: "scalar A \(ValueNode.string(text, isBlock: false, Location(line: 1, column: 1)))"
          .replacing("scalar A ", with: "directive @a(a: S = ") + ") on FIELD", limits: .schema)
      guard case .directive(let directive) = document.definitions[0],
        case .string(let back, _, _)? = directive.arguments[0].defaultValue
      else {
        Issue.record("not a string: \(text)")
        continue
      }
      #expect(Array(back.utf8) == Array(text.utf8))

      let type = TypeDefinitionNode(
        kind: .scalar, isExtension: false, description: text,
        name: NameNode("A", location: Location(line: 1, column: 1)),
        location: Location(line: 1, column: 1))
      let again = try DocumentNode(parsing: DefinitionNode.type(type).description)
      guard case .type(let readBack) = again.definitions[0] else { return }
      #expect(readBack.description.map { Array($0.utf8) } == Array(text.utf8))
    }
  }
}
