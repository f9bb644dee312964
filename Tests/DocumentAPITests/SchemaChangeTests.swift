import DocumentAPI
import Documents
import GraphQL
import Testing

/// What a change of the schema means for a mesh.
@Suite struct SchemaChangeTests {
  private static let old = """
    enum Kind { GOOD BAD }
    type Note @model {
      id: ID!
      title: String!
      body: String
      kind: Kind
      stars: Int @default(value: 1)
    }
    """

  private func changes(_ old: String = Self.old, to new: String) throws -> [String] {
    SchemaChange.changes(
      from: try DocumentSchema(sdl: old).model, to: try DocumentSchema(sdl: new).model
    ).map { "\($0.weight.rawValue) \($0.place): \($0.what)" }
  }

  private func replacing(_ text: String, _ other: String) -> String {
    var parts: [Substring] = []
    for line in Self.old.split(separator: "\n", omittingEmptySubsequences: false) {
      parts.append(line.contains(text) ? Substring(other) : line)
    }
    return parts.joined(separator: "\n")
  }

  @Test func `nothing changes where nothing differs`() throws {
    #expect(try changes(to: Self.old) == [])
  }

  @Test(
    arguments: [
      ("title:", "title: String!\nnew: Int", "safe Note.new: the field is new"),
      (
        "title:", "title: String!\nnew: Int!",
        "careful Note.new: the field is new, required, and has no default"
      ),
      ("body:", "", "careful Note.body: the field is removed"),
      (
        "body:", "body: [String]", "incompatible Note.body: the type is [String] in place of String"
      ),
      ("stars:", "stars: Float", "incompatible Note.stars: the type is Float in place of Int"),
      ("stars:", "stars: Int @default(value: 2)", "careful Note.stars: the default is another"),
      ("body:", "body: String @index", "safe Note.body: the field is indexed"),
      ("body:", "body: String!", "careful Note.body: the field is required now"),
      ("title:", "title: String", "careful Note.title: the field is no longer required"),
      ("kind:", "kind: String", "careful Note.kind: the enum becomes String"),
      ("body:", "body: Kind", "careful Note.body: String becomes an enum"),
      ("enum", "enum Kind { GOOD BAD UGLY }", "careful Note.kind: values are new: UGLY"),
      ("enum", "enum Kind { GOOD }", "careful Note.kind: values are removed: BAD"),
      (
        "type Note", "type Note @model @datasync(merge: DOCUMENT) {",
        "incompatible Note: documents merge by document in place of field"
      ),
      (
        "type Note", "type Note @model @datasync(conflict: REJECT) {",
        "careful Note: the conflict strategy is REJECT in place of MERGE"
      ),
      (
        "type Note", "type Note @model(plural: \"Remarks\") {",
        "careful Note: the plural is Remarks in place of Notes"
      ),
      (
        "type Note", "type Note @model(delete: false) {",
        "careful Note: operations are no longer served: delete"
      ),
    ])
  func `a change has a weight`(line: String, replacement: String, expected: String) throws {
    #expect(try changes(to: replacing(line, replacement)) == [expected])
  }

  @Test func `what needs most care comes first`() throws {
    let new = """
      type Tag @model { id: ID!  name: String }
      type Label @model { id: ID!  name: Int }
      """
    let old = """
      type Label @model { id: ID!  name: String }
      type Gone @model { id: ID!  name: String }
      """
    #expect(
      try changes(old, to: new) == [
        "incompatible Label.name: the type is Int in place of String",
        "careful Gone: the type is removed", "safe Tag: the type is new",
      ])
  }
}
