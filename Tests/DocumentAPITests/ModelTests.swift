import DocumentAPI
import Documents
import GraphQL
import Testing

@Suite("The model in a schema text")
struct ModelTests {
  @Test("is the same by directives and by annotations in descriptions")
  func annotations() throws {
    let byDirective = try DocumentSchema(
      sdl: """
        "People write them."
        type Comment @model(plural: "Remarks", delete: false) @datasync(conflict: REJECT, merge: DOCUMENT) {
          id: ID! @id
          text: String! @index
          "How many."
          likes: Int @default(value: 0)
          hidden: Boolean @transient
        }
        """)
    let byAnnotation = try DocumentSchema(
      sdl: #"""
        """
        People write them.
        @model(plural: 'Remarks', delete: false)
        @datasync(conflict: "REJECT", merge: DOCUMENT)
        """
        type Comment {
          "@id"
          id: ID!
          """ @index() """
          text: String!
          """
          How many.
          @default(value: 0)
          """
          likes: Int
          "@transient"
          hidden: Boolean
        }
        """#)
    #expect(byDirective.model == byAnnotation.model)
    #expect(byDirective.sdl == byAnnotation.sdl)
    #expect(
      byDirective.model
        == Model(types: [
          TypeModel(
            name: "Comment", plural: "Remarks", description: "People write them.",
            fields: [
              FieldModel(name: "text", type: FieldType(.string), isRequired: true, isIndexed: true),
              FieldModel(
                name: "likes", description: "How many.", type: FieldType(.int),
                defaultValue: .int(0)
              ),
            ], merge: .document, conflict: .reject,
            operations: Set(ModelOperation.allCases).subtracting([.delete]))
        ]))
  }

  @Test("has annotations on one line, and leaves other uses of @ alone")
  func inline() throws {
    let model = try DocumentSchema(
      sdl: #"""
        """ @model @datasync(conflict: SERVER_WINS) Mail me@example.org about @model things """
        type T { id: ID! }
        """#
    ).model
    #expect(model.types.map(\.conflict) == [.serverWins])
    #expect(model.types.map(\.description) == ["Mail me@example.org about @model things"])
  }

  @Test("stores relations as keys")
  func relations() throws {
    let model = try DocumentSchema(
      sdl: """
        type Note @model { id: ID! comments: [Comment!]! @oneToMany(field: "note", key: "noteKey") tags: [Tag] @oneToMany(field: "note") }
        type Comment @model { id: ID! note: Note! @manyToOne(field: "comments") author: User parent: Comment @oneToOne(key: "parentRef") parentRef: ID }
        type Tag @model { id: ID! }
        type User @model { id: ID! }
        """
    ).model
    func key(_ name: String, _ field: String, _ target: String, _ required: Bool = false)
      -> FieldModel
    {
      FieldModel(
        name: name, type: FieldType(.id), isRequired: required, isIndexed: true,
        relation: RelationModel(field: field, target: target))
    }
    #expect(
      model.types.map(\.fields) == [
        [],
        [
          key("noteKey", "note", "Note", true), key("authorId", "author", "User"),
          key("parentRef", "parent", "Comment"),
        ], [key("noteId", "note", "Note")], [],
      ])
  }

  @Test("stores enums, lists, scalars with their defaults, and other object types as JSON")
  func fields() throws {
    let schema = try DocumentSchema(
      sdl: """
        scalar DateTime
        enum Color { RED "Like grass." GREEN @deprecated(reason: "ugly") }
        type Address { street: String city: String }
        type T @model {
          id: ID!
          color: Color @default(value: RED)
          colors: [Color!]! @default(value: [RED, GREEN])
          home: Address
          others: [Address]
          data: JSON @default(value: { a: [1, true, null] })
          due: DateTime @default(value: "2026-01-01T00:00:00+01:00")
          big: BigInt @default(value: 123456789012345678901234567890)
          old: Float @deprecated
        }
        extend type T { more: Int }
        """)
    let color = Documents.ScalarType.enumeration(name: "Color", values: ["RED", "GREEN"])
    #expect(
      schema.model.types[0].fields.map(\.type) == [
        FieldType(color), FieldType(color, isList: true), FieldType(.json),
        FieldType(.json, isList: true), FieldType(.json), FieldType(.dateTime), FieldType(.bigInt),
        FieldType(.float), FieldType(.int),
      ])
    #expect(
      try schema.model.types[0].fields.map(\.defaultValue) == [
        .string("RED"), .list([.string("RED"), .string("GREEN")]), nil, nil,
        .string(#"{"a":[1,true,null]}"#),
        Documents.ScalarType.dateTime.normalise(.string("2025-12-31T23:00:00Z")),
        Documents.ScalarType.bigInt.normalise(.string("123456789012345678901234567890")), nil, nil,
      ])
    #expect(schema.sdl.contains("  colors: [Color!]!\n"))
    #expect(schema.sdl.contains(#"old: Float @deprecated"#))
    #expect(schema.sdl.contains("scalar BigInt"))
    #expect(
      schema.sdl.contains(
        "input ColorListInput {\n  ne: [Color]\n  eq: [Color]\n  contains: Color\n}"))
  }

  @Test(
    "with a mistake is refused, with place, code and advice",
    arguments: [
      (
        "type A @model { id: ID }", "1:21",
        "A.id has the type ID; ids are texts, so write `id: ID!`."
      ),
      ("type A @model { name: String }", "1:6", "A has no id; add the field `id: ID!`."),
      ("type A @model { id: ID! a: Strin }", "1:28", "A.a has the unknown type Strin;"),
      (
        "type A @model { id: ID! a: string }", "1:28",
        "A.a has the unknown type string; did you mean String?"
      ),
      ("type A @model { id: ID! a: Int a: Int }", "1:32", "A has the field a twice;"),
      (
        "type A @model { id: ID! a: Int A: Int }", "1:32",
        "A has the fields a and A, which differ in nothing but case"
      ),
      (
        "type A @model { id: ID! _a: Int }", "1:25",
        "A._a: names that begin with an underscore are reserved"
      ),
      ("type A @model { id: ID! createdAt: Int }", "1:25", "A.createdAt: the name is reserved"),
      ("type A @model { id: ID! a: [[Int]] }", "1:28", "A.a is a list of lists"),
      ("type A @model { id: ID! a(b: Int): Int }", "1:25", "A.a has arguments"),
      (
        "type A @model { id: ID! a: Int @default(value: \"x\") }", "1:32",
        "@default on A.a: Int cannot represent \"x\""
      ),
      ("type A @model { id: ID! a: Int @default }", "1:32", "@default needs the argument value."),
      (
        "type A @model { id: ID! a: Int @model }", "1:32",
        "@model belongs on a type, not on a field."
      ),
      (
        "type A @model { id: ID! a: Int @manyToOne(field: \"x\") }", "1:32",
        "@manyToOne on A.a: Int is not a type marked @model."
      ),
      (
        "type A @model(remove: false) { id: ID! }", "1:8",
        "@model has no argument remove; it has get,"
      ),
      ("type A @model(delete: 1) { id: ID! }", "1:8", "@model(delete: 1): write true or false."),
      (
        "type A @model @datasync(conflict: MINE) { id: ID! }", "1:15",
        "@datasync(conflict: MINE): write one of MERGE,"
      ),
      (
        "type A @modle { id: ID! }", "1:8",
        "Unknown directive @modle: types can have @datasync, @model;"
      ),
      ("type A @datasync { id: ID! }", "1:6", "@datasync on A needs @model beside it."),
      ("type A { id: ID! }", "1:1", "No type is marked @model,"),
      (
        "type A @model { id: ID! }\ntype a @model { id: ID! }", "2:6",
        "The types A and a differ in nothing but case"
      ),
      ("type A @model { id: ID! }\ntype A { id: ID! }", "2:6", "There are two types A;"),
      (
        "type Query @model { id: ID! }", "1:6",
        "The type Query is generated from the model; take it away."
      ),
      ("type _A @model { id: ID! }", "1:6", "The type _A begins with an underscore"),
      (
        "type A @model { id: ID! }\ntype ADelta @model { id: ID! }", "1:6",
        "A needs the name ADelta for a generated type, but it is taken by the type ADelta"
      ),
      (
        "type A @model(plural: \"B\") { id: ID! }\ntype B @model(plural: \"B\") { id: ID! }", "2:6",
        "B and A both need the operation findB;"
      ),
      (
        "type A @model(plural: \"1x\") { id: ID! }", "1:8",
        "@model(plural: \"1x\"): a plural is a name"
      ),
      (
        "type A @model { id: ID! bs: [B] }\ntype B @model { id: ID! }", "1:25",
        "A.bs is a list of B, so it needs @oneToMany(field: \"…\")"
      ),
      (
        "type A @model { id: ID! bs: [B] @oneToMany(field: \"x\") }\ntype B @model { id: ID! x: Int }",
        "1:33", "A.bs: B.x has the type Int, but should be `A`."
      ),
      (
        "type A @model { id: ID! b: B bId: Int }\ntype B @model { id: ID! }", "1:30",
        "A.bId is the key of b, so its type must be ID."
      ),
      (
        "enum E { X X } type A @model { id: ID! e: E }", "1:12", "The enum E has the value X twice."
      ),
      ("union U = A type A @model { id: ID! }", "1:7", "Union U can't be part of a model"),
      ("scalar Money type A @model { id: ID! }", "1:8", "The scalar Money is not known; there are"),
      ("schema { query: A } type A @model { id: ID! }", "1:1", "Take `schema` away"),
      ("query { a } type A @model { id: ID! }", "1:1", "A schema has no operations"),
      (
        "extend type B { a: Int } type A @model { id: ID! }", "1:13", "There is no type B to extend"
      ),
      (
        "\"@model(delete: false\" type A { id: ID! }", "1:29",
        "The annotation @model in the description has an opening parenthesis without a closing one."
      ),
      (
        "\"@model(delete: )\" type A { id: ID! }", "1:25",
        "The annotation @model in the description can't be read"
      ),
      (
        "type A @model { id: ID! a: String @default(value: \"\\u0000\") }", "1:35",
        "@default on A.a: String cannot contain U+0000."
      ),
      (
        "type A @model(get: false, find: false, sync: false) { id: ID! }", "1:1",
        "No type can be queried;"
      ),
    ])
  func mistakes(sdl: String, place: String, message: String) {
    do throws(GraphQLErrors) {
      _ = try DocumentSchema(sdl: sdl)
      Issue.record("accepted")
    } catch {
      #expect(error.errors.count == 1, "\(error)")
      let first = error.errors.first
      #expect(first?.locations.first?.description == place)
      #expect(first?.code == "GRAPHQL_VALIDATION_FAILED")
      #expect(first?.message.hasPrefix(message) == true, "\(first?.message ?? "")")
    }
  }

  @Test("reports all mistakes at once, in the order of the text")
  func allAtOnce() {
    do throws(GraphQLErrors) {
      _ = try DocumentSchema(
        sdl: """
          type A @model { id: Int _x: Int
            b: Nothing }
          type B @model @other { name: String! }
          """)
      Issue.record("accepted")
    } catch {
      #expect(
        error.errors.compactMap { $0.locations.first?.description } == [
          "1:21", "1:25", "2:6", "3:6", "3:15",
        ])
    }
  }

  @Test("has at most 1,000 types of at most 1,000 fields")
  func limits() throws {
    func fields(_ count: Int) -> String {
      "type A @model { id: ID! " + (0..<count).map { "f\($0): Int " }.joined() + "}"
    }
    func types(_ count: Int) -> String {
      (0..<count).map { "type T\($0)x @model(plural: \"P\($0)\") { id: ID! }" }.joined(
        separator: "\n")
    }
    #expect(try DocumentSchema(sdl: fields(1_000)).model.types[0].fields.count == 1_000)
    #expect(throws: GraphQLErrors.self) { try DocumentSchema(sdl: fields(1_001)) }
    #expect(throws: GraphQLErrors.self) { try DocumentSchema(sdl: types(1_001)) }
  }

  @Test("that is not GraphQL is refused where it ends being so")
  func syntax() {
    do throws(GraphQLErrors) {
      _ = try DocumentSchema(sdl: "type A @model {\n  id ID!\n}")
      Issue.record("accepted")
    } catch {
      #expect(error.errors.map(\.code) == ["GRAPHQL_PARSE_FAILED"])
      #expect(error.errors.first?.locations == [Location(line: 2, column: 6)])
    }
  }

  @Test("of the documentation's example is served")
  func documentation() throws {
    let schema = try DocumentSchema(
      sdl: """
        "A note and what was said about it."
        type Note @model @datasync(conflict: MERGE) {
          id: ID!
          title: String! @index
          color: Color @default(value: YELLOW)
          tags: [String!]
          due: DateTime
          place: Place
          comments: [Comment]! @oneToMany(field: "note")
        }

        type Comment @model(delete: false, plural: "Remarks") {
          id: ID!
          text: String
          note: Note @manyToOne(field: "comments")
        }

        enum Color { YELLOW BLUE }

        "Not a model: stored as JSON within the note."
        type Place { name: String  latitude: Float  longitude: Float }
        """)
    #expect(
      schema.schema.queryType.fields.map(\.name) == [
        "getNote", "findNotes", "syncNotes", "getComment", "findRemarks", "syncRemarks",
      ])
    #expect(schema.sdl.contains("  place: JSON\n"))
  }

  @Test(
    "gets plurals as English has them",
    arguments: [
      "Comment": "Comments", "Category": "Categories", "Box": "Boxes", "Bus": "Buses",
      "Class": "Classes", "Dish": "Dishes", "Match": "Matches", "Day": "Days", "Person": "People",
      "Child": "Children", "Man": "Men", "Woman": "Women", "Human": "Humans", "Mouse": "Mice",
      "Index": "Indices", "Matrix": "Matrices", "Leaf": "Leaves", "Life": "Lives", "Wolf": "Wolves",
      "Roof": "Roofs", "Hero": "Heroes", "Potato": "Potatoes", "Photo": "Photos",
      "Analysis": "Analyses", "Crisis": "Crises", "Criterion": "Criteria", "Datum": "Data",
      "Status": "Statuses", "Virus": "Viri", "Cactus": "Cacti", "Quiz": "Quizzes", "Foot": "Feet",
      "Goose": "Geese", "Sheep": "Sheep", "Fish": "Fish", "News": "News", "Series": "Series",
      "Equipment": "Equipment", "BlogPost": "BlogPosts", "UserCategory": "UserCategories",
      "Address": "Addresses", "Alias": "Aliases", "Schema": "Schemata", "Media": "Media",
      "Canvas": "Canvases", "Key": "Keys", "City": "Cities", "Axis": "Axes", "Ox": "Oxen",
      "Knife": "Knives", "Thief": "Thieves", "Notes": "Notes", "API": "APIS", "note": "notes",
      "Gas": "Gases", "Money": "Monies", "Monkey": "Monkeys", "Movie": "Movies",
    ])
  func plurals(singular: String, plural: String) throws {
    let model = try DocumentSchema(sdl: "type \(singular) @model { id: ID! }").model
    #expect(model.types.map(\.plural) == [plural])
  }
}
