import ArgumentParser
import Daemon
import Foundation

/// `deltamesh schema`: looks at a schema without running it.
struct SchemaCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Check a schema, or print the API that a node makes of it.",
    subcommands: [Check.self, Print.self])

  /// `deltamesh schema check`.
  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Check a schema; exit code 65 and all mistakes with their places if it has any.")

    @Argument(help: "The file of the schema.")
    var file = "schema.graphql"

    func run() async throws {
      let summary = try SchemaFile.report { try SchemaFile(path: file).summary }
      print(summary)
    }
  }

  /// `deltamesh schema print`.
  struct Print: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print the GraphQL API that a node serves for a schema.")

    @Argument(help: "The file of the schema.")
    var file = "schema.graphql"

    func run() async throws {
      let api = try SchemaFile.report { try SchemaFile(path: file).apiText }
      print(api)
    }
  }
}

extension SchemaFile {
  /// Turns a mistake in the schema into the failure of a command.
  fileprivate static func report<Value>(_ body: () throws -> Value) throws -> Value {
    do { return try body() } catch let error as NodeError {
      throw Failure(Failure.Code(error.kind), error.message).exit()
    }
  }
}
