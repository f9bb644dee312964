import ArgumentParser
import Daemon

/// `deltamesh invite`: what a new node needs to join, as one text.
struct InviteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "invite",
    abstract: "Print an invitation into the mesh of a node, for deltamesh join.",
    discussion: """
      The invitation has the secret of the mesh, and addresses to dial: where the node tells others to dial it, and its own peers, or
      those that --address names. Whoever has it can join, read and write everything, for as long as the mesh has this secret; hand it
      over as you would a password. The node need not run.
      """)

  @OptionGroup var options: NodeOptions

  @Option(
    name: .customLong("address"), help: "Where a member is reached, HOST:PORT; may be repeated.")
  var addresses: [String] = []

  func run() async throws {
    do throws(ConfigurationError) {
      print(try MeshInvitation(try options.configuration(), addresses: addresses).token)
    } catch {
      throw Failure(.configuration, error.message).exit()
    }
  }
}
