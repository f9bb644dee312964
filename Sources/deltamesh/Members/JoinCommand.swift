import ArgumentParser
import Daemon
import Foundation

/// `deltamesh join`: everything that a node needs to start in a mesh that it was invited to.
struct JoinCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "join",
    abstract: "Make the configuration of a node that joins a mesh, from an invitation.",
    discussion: """
      Writes deltamesh.yaml, schema.graphql and mesh.secret into DIR, as deltamesh init does, and never overwrites a file that is there.
      Give it the schema of the mesh with --schema. Where the mesh approves its members, the new node waits after its start until an
      operator has approved it (deltamesh peers approve).

      An invitation on the command line can be seen by others on this machine: with - it is read from standard input.

        deltamesh invite --config till-1/deltamesh.yaml | deltamesh join - till-2 --schema till-1/schema.graphql --listen 10.0.0.2:4100
      """)

  @Argument(
    help: "The invitation that deltamesh invite printed, or - to read it from standard input.")
  var token: String

  @Argument(help: "The folder to make the node in.")
  var directory = "."

  @Option(help: "The name of the node; the name of the folder if left out.")
  var name: String?

  @Option(help: "The file of the mesh's GraphQL schema; a first schema is made if left out.")
  var schema: String?

  @Option(help: "Where the GraphQL API is served.")
  var http = "127.0.0.1:4000"

  @Option(help: "Where peers are listened for.")
  var listen = "127.0.0.1:4100"

  func run() async throws {
    do {
      let text = token == "-" ? readLine() ?? "" : token
      let invitation = try MeshInvitation(
        token: text.trimmingCharacters(in: .whitespacesAndNewlines))
      let folder = URL(fileURLWithPath: directory, isDirectory: true)
      let template = try NodeTemplate(
        name: name ?? folder.standardizedFileURL.lastPathComponent, http: http, listen: listen,
        peers: invitation.peers, secret: invitation.secret,
        schema: try schema.map { try Self.read($0) })
      for path in try template.write(to: directory) { print("made \(path)") }
      if schema == nil {
        print("put the schema of the mesh into \(directory)/schema.graphql before the start")
      }
      print("start the node with: deltamesh serve --config \(directory)/deltamesh.yaml")
    } catch let error as ConfigurationError {
      throw Failure(.configuration, error.message).exit()
    }
  }

  private static func read(_ path: String) throws(ConfigurationError) -> String {
    guard let data = FileManager.default.contents(atPath: path),
      let text = String(data: data, encoding: .utf8)
    else { throw ConfigurationError("can't read the schema in \(path)") }
    return text
  }
}
