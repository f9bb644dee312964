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
