import DocumentAPI
import Foundation
import GraphQL
import Testing

@Suite("The served schema")
struct ServedSchemaTests {
  @Test("is to the letter what is kept beside the tests", arguments: ["comment", "shop"])
  func golden(name: String) throws {
    let sdl = try DocumentSchema(sdl: text("\(name).graphql")).sdl
    #expect(
      try sdl == text("\(name).served.graphql"), "print it anew with `deltamesh schema print`")
  }

  @Test("as it is printed, parses to the same schema", arguments: ["comment", "shop"])
  func printed(name: String) throws {
    let served = try DocumentSchema(sdl: text("\(name).graphql"))
    let parsed = try Schema(sdl: served.sdl)
    #expect(parsed.sdl == served.sdl)
    #expect(try introspection(of: parsed) == introspection(of: served.schema))
  }

  /// Everything that a schema says of itself.
  private func introspection(of schema: Schema) throws -> JSON {
    let type = "kind name ofType { kind name ofType { kind name ofType { kind name } } }"
    let input = "name description type { \(type) } defaultValue isDeprecated deprecationReason"
    let inputs = "(includeDeprecated: true) { \(input) }"
    let (data, errors) = try schema.prepare(
      """
      { __schema { description queryType { name } mutationType { name } subscriptionType { name }
          directives { name description locations isRepeatable args\(inputs) }
          types { kind name description specifiedByURL isOneOf interfaces { name } possibleTypes { name }
            enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
            inputFields\(inputs)
            fields(includeDeprecated: true) {
              name description type { \(type) } isDeprecated deprecationReason args\(inputs) } } } }
      """
    ).bind().treeResponse([])
    #expect(errors.isEmpty)
    return data
  }

  private func text(_ name: String) throws -> String {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")
    return try String(contentsOf: folder.appending(path: name), encoding: .utf8)
  }

  @Test("leaves out what is switched off")
  func switches() throws {
    let schema = try DocumentSchema(
      sdl:
        "type Log @model(update: false, delete: false, subUpdate: false) { id: ID! line: String }")
    #expect(schema.schema.mutationType?.fields.map(\.name) == ["createLog", "pushLogs"])
    #expect(
      schema.schema.subscriptionType?.fields.map(\.name) == ["newLog", "deletedLog", "syncLogs"])
    #expect(schema.schema.type(named: "MutateLogInput") == nil)
  }
}
