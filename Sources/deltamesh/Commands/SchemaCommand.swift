import ArgumentParser
import Daemon
import DocumentAPI
import Foundation

/// `deltamesh schema`: looks at a schema without running it.
struct SchemaCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Check a schema, print the API that a node makes of it, or say what a change means.",
    subcommands: [Check.self, Diff.self, Print.self])

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

  /// `deltamesh schema diff`.
  struct Diff: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say what a change of the schema means for a mesh, before it is rolled out.",
      discussion: """
        Nodes need not change at the same time. Exit code 1 when something is incompatible: then nodes with the old and the new schema \
        keep and pass on what the others write under that name, and don't serve it.
        """)

    @Argument(help: "The schema that the nodes have.")
    var old: String

    @Argument(help: "The schema that they are to have.")
    var new: String

    func run() async throws {
      let changes = try SchemaFile.report {
        SchemaChange.changes(
          from: try SchemaFile(path: old).model, to: try SchemaFile(path: new).model)
      }
      if changes.isEmpty { print("nothing changes for a mesh") }
      for change in changes {
        print("\(change.weight.rawValue): \(change.place): \(change.what)")
        print("  \(change.meaning)")
      }
      if changes.contains(where: { $0.weight == .incompatible }) { throw ExitCode.failure }
    }
  }

  /// `deltamesh schema print`.
  struct Print: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print the GraphQL API that a node serves for a schema.")

    @Argument(help: "The file of the schema.")
    var file = "schema.graphql"

    @Flag(help: "Print the operator's API in place of it, which is the same for all nodes.")
    var admin = false

    func run() async throws {
      let api = try SchemaFile.report {
        try admin ? SchemaFile.adminText : SchemaFile(path: file).apiText
      }
      print(api, terminator: "")
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
