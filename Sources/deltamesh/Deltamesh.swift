import ArgumentParser

/// The command line of Deltamesh.
@main
struct Deltamesh: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "deltamesh",
    abstract: "An offline-first GraphQL data mesh.",
    subcommands: [SimulateCommand.self])
}
