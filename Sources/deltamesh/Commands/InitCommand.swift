import ArgumentParser
import Daemon
import Foundation

/// `deltamesh init`: everything that a node needs to start.
struct InitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Make the configuration, the secret and a first schema of a node.",
    discussion: """
      Writes deltamesh.yaml, schema.graphql and mesh.secret into DIR, and never overwrites a file that is there. All nodes of a mesh
      share one secret: make the first node without --secret-file, and give each further node a copy of its mesh.secret.
      """)

  @Argument(help: "The folder to make the node in.")
  var directory = "."

  @Option(help: "The name of the node; the name of the folder if left out.")
  var name: String?

  @Option(help: "A file with the secret of the mesh that the node joins.")
  var secretFile: String?

  @Option(help: "Where the GraphQL API is served.")
  var http = "127.0.0.1:4000"

  @Option(help: "Where peers are listened for.")
  var listen = "127.0.0.1:4100"

  @Option(name: .customLong("peer"), help: "Another node to dial, HOST:PORT; may be repeated.")
  var peers: [String] = []

  func run() async throws {
    do {
      let folder = URL(fileURLWithPath: directory, isDirectory: true)
      let secret = try secretFile.map { try Self.readSecret($0) }
      let template = try NodeTemplate(
        name: name ?? folder.standardizedFileURL.lastPathComponent, http: http, listen: listen,
        peers: peers, secret: secret)
      for path in try template.write(to: directory) { print("made \(path)") }
      print("start the node with: deltamesh serve --config \(directory)/deltamesh.yaml")
    } catch let error as ConfigurationError {
      throw Failure(.configuration, error.message).exit()
    }
  }

  private static func readSecret(_ path: String) throws -> String {
    guard let data = FileManager.default.contents(atPath: path),
      let text = String(data: data, encoding: .utf8)
    else { throw ConfigurationError("can't read the secret in \(path)") }
    return text.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
