import ArgumentParser
import Daemon

/// The command line of Deltamesh.
@main
struct Deltamesh: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "deltamesh",
    abstract: "An offline-first GraphQL data mesh.",
    discussion: """
      Write a GraphQL schema, run `deltamesh serve` on every node, and each node gives you a complete GraphQLCRUD API over its own
      SQLite file. Nodes that can reach each other exchange what changed, encrypted, and end with the same data.

      Begin with:  deltamesh init till-1 && deltamesh serve --config till-1/deltamesh.yaml
      """,
    version: "deltamesh \(Version.number)",
    subcommands: [
      InitCommand.self, ServeCommand.self, StatusCommand.self, ConflictsCommand.self,
      ImportCommand.self, BackupCommand.self, RestoreCommand.self, RepairCommand.self,
      VerifyCommand.self, PeersCommand.self, InviteCommand.self, JoinCommand.self,
      SchemaCommand.self, SimulateCommand.self,
      BenchCommand.self,
    ])
}
