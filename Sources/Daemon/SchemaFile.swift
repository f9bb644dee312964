import AdminAPI
import DocumentAPI
public import Documents
import Foundation
import GraphQL

/// A schema as its file says it, checked.
public struct SchemaFile: Sendable {
  private let path: String
  let schema: DocumentSchema

  /// Reads and checks a file.
  /// - Throws: All mistakes, one a line, each with file, line and column.
  public init(path: String) throws(NodeError) {
    guard let data = FileManager.default.contents(atPath: path),
      let text = String(data: data, encoding: .utf8)
    else { throw NodeError(.schema, "can't read the schema \(path)") }
    do throws(GraphQLErrors) {
      schema = try DocumentSchema(sdl: text)
    } catch {
      let lines = error.errors.map { error in
        let place = error.locations.first.map { "\(path):\($0.line):\($0.column)" } ?? path
        return "\(place): \(error.message)"
      }
      throw NodeError(.schema, lines.joined(separator: "\n"))
    }
    self.path = path
  }

  /// The types that the schema makes of documents.
  public var model: Model { schema.model }

  /// What the schema has, in a line a type.
  public var summary: String {
    var lines = ["\(path) is good: \(schema.model.types.count) model types"]
    for type in schema.model.types {
      let fields = type.fields.map { "\($0.name): \($0.type.catalogName)" }.joined(separator: ", ")
      lines.append("  \(type.name) (\(type.plural)): \(fields)")
    }
    return lines.joined(separator: "\n")
  }

  /// The API that a node serves for it, as a GraphQL schema.
  public var apiText: String { schema.sdl }

  /// The operator's API, which is the same for all schemas.
  /// - Throws: never in a program that was tested.
  public static var adminText: String {
    get throws { try AdminEndpoint.makeSchema().sdl }
  }
}
