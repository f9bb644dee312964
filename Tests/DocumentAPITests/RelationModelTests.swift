import DocumentAPI
import Documents
import GraphQL
import Testing

@Suite("Relations of a model")
struct RelationModelTests {
  /// The lines of an object type in the served schema.
  private func fields(_ type: String, _ sdl: String) throws -> [String] {
    let served = try DocumentSchema(sdl: sdl).sdl
    let lines = served.split(separator: "\n").drop { $0 != "type \(type) {" }.dropFirst()
    return lines.prefix { $0 != "}" }.map { $0.trimmingPrefix("  ").description }
      .filter {
        !["id: ID!", "createdAt: String!", "updatedAt: String!", "_version: String!"].contains($0)
      }
  }

  private func keys(_ type: String, _ sdl: String) throws -> [String] {
    try DocumentSchema(sdl: sdl).model.types.first { $0.name == type }?.fields.map(\.name) ?? []
  }

  @Test("to many give the other side its field and its key, if it has none")
  func toMany() throws {
    let sdl =
      "type Note @model { id: ID! comments: [Comment!]! @oneToMany(field: \"note\", key: \"noteKey\") } type Comment @model { id: ID! }"
    #expect(try fields("Comment", sdl) == ["noteKey: ID", "note: Note"])
    #expect(
      try fields("Note", sdl) == [
        "comments(filter: CommentFilter, page: PageRequest, orderBy: [OrderByInput!]): [Comment]!"
      ])
  }

  @Test("to one give the side that they name its list, if it has none")
  func toOne() throws {
    let sdl =
      "type Note @model { id: ID! } type Comment @model { id: ID! text: String note: Note! @manyToOne(field: \"comments\") likes: Int }"
    #expect(
      try fields("Comment", sdl) == [
        "text: String", "noteId: ID!", "note: Note", "likes: Int",
      ])
    #expect(
      try fields("Note", sdl) == [
        "comments(filter: CommentFilter, page: PageRequest, orderBy: [OrderByInput!]): [Comment]!"
      ])
  }

  @Test("one to one have their key where they are marked, and one document on the other side")
  func oneToOne() throws {
    let implied =
      "type User @model { id: ID! profile: Profile @oneToOne(field: \"user\") } type Profile @model { id: ID! }"
    #expect(try fields("User", implied) == ["profileId: ID", "profile: Profile"])
    #expect(try fields("Profile", implied) == ["user: User"])
    #expect(try keys("Profile", implied).isEmpty)
    let written =
      "type User @model { id: ID! profile: Profile @oneToOne(field: \"user\") } type Profile @model { id: ID! user: User }"
    #expect(try keys("User", written) == ["profileId"])
    #expect(try keys("Profile", written).isEmpty)
    let chosen =
      "type User @model { id: ID! profile: Profile @oneToOne(field: \"user\") } type Profile @model { id: ID! user: User @oneToOne(field: \"profile\", key: \"owner\") }"
    #expect(try keys("User", chosen).isEmpty)
    #expect(try keys("Profile", chosen) == ["owner"])
    #expect(try fields("Profile", chosen) == ["owner: ID", "user: User"])
    #expect(try fields("User", chosen) == ["profile: Profile"])
  }

  @Test("of a type to itself have both sides")
  func selfReference() throws {
    let sdl =
      "type Folder @model { id: ID! folders: [Folder] @oneToMany(field: \"parent\") next: Folder @oneToOne(field: \"previous\") }"
    #expect(
      try fields("Folder", sdl) == [
        "nextId: ID", "next: Folder", "parentId: ID", "parent: Folder",
        "folders(filter: FolderFilter, page: PageRequest, orderBy: [OrderByInput!]): [Folder]!",
        "previous: Folder",
      ])
  }

  @Test("by annotations in descriptions are the same, with and without parentheses")
  func annotations() throws {
    let sdl = #"""
      """ @model """
      type Note { id: ID!
        """
        What was said.
        @oneToMany(field: 'note')
        """
        comments: [Comment]
      }
      """ @model() """
      type Comment { id: ID!
        " @manyToOne() "
        note: Note
        """ @transient """
        draft: String
      }
      """#
    #expect(try fields("Comment", sdl) == ["noteId: ID", "note: Note"])
    #expect(
      try fields("Note", sdl) == [
        "\"\"\"What was said.\"\"\"",
        "comments(filter: CommentFilter, page: PageRequest, orderBy: [OrderByInput!]): [Comment]!",
      ])
  }

  @Test("to a type that can't be queried are served as keys alone")
  func hidden() throws {
    let sdl =
      "type Secret @model(get: false, find: false) { id: ID! } type Note @model { id: ID! secret: Secret }"
    #expect(try fields("Note", sdl) == ["secretId: ID"])
    let schema = try DocumentSchema(sdl: sdl).schema
    #expect(throws: GraphQLErrors.self) {
      try schema.prepare("{ findNotes(filter: { secret: {} }) { count } }")
    }
  }

  @Test(
    "with mistakes say which and where",
    arguments: [
      (
        "type A @model { id: ID! b: B @oneToOne(field: \"a\") }\ntype B @model { id: ID! a: A @oneToOne(field: \"b\") }",
        "A.b and B.a are two sides of one relation, marked @oneToOne both: give one of them `key:`"
      ),
      (
        "type A @model { id: ID! b: B @manyToOne(key: \"b\") }\ntype B @model { id: ID! }",
        "A.b and its key can't have one name; give the key another, as `key: \"bId\"`."
      ),
      (
        "type A @model { id: ID! b: B @manyToOne(field: \"_as\") }\ntype B @model { id: ID! }",
        "A.b: B._as: names that begin with an underscore are reserved"
      ),
      (
        "type A @model { id: ID! b: B @manyToOne(field: \"Name\") }\ntype B @model { id: ID! name: String }",
        "B has the fields name and Name, which differ in nothing but case; rename one."
      ),
    ])
  func mistakes(sdl: String, message: String) throws {
    let errors = #expect(throws: GraphQLErrors.self) { try DocumentSchema(sdl: sdl) }
    #expect(
      errors?.errors.contains { $0.message.hasPrefix(message) } == true,
      "\(String(describing: errors))")
  }
}
