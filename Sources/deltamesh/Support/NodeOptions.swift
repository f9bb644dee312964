import ArgumentParser
import Daemon
import Foundation

/// The flags that name a node's configuration and override parts of it.
struct NodeOptions: ParsableArguments {
  @Option(help: "The configuration; deltamesh.yaml in the current folder if it is there.")
  var config: String?

  @Option(help: "The name of the node.")
  var name: String?

  @Option(help: "The folder of the node's data.")
  var data: String?

  @Option(help: "The file of the GraphQL schema.")
  var schema: String?

  @Option(help: "Where the GraphQL API is served, HOST:PORT.")
  var http: String?

  @Option(help: "Where peers are listened for, HOST:PORT.")
  var listen: String?

  @Option(name: .customLong("peer"), help: "Another node to dial, HOST:PORT; may be repeated.")
  var peers: [String] = []

  /// The file, the environment and the flags together.
  func configuration() throws(ConfigurationError) -> NodeConfiguration {
    let standard = "deltamesh.yaml"
    let file = config ?? (FileManager.default.fileExists(atPath: standard) ? standard : nil)
    var environment = ProcessInfo.processInfo.environment
    // A flag is a variable that was said later.
    let flags = [
      "DELTAMESH_NODE_NAME": name, "DELTAMESH_DATA": data, "DELTAMESH_SCHEMA": schema,
      "DELTAMESH_PEER_LISTEN": listen,
      "DELTAMESH_PEER_PEERS": peers.isEmpty ? nil : peers.joined(separator: ","),
    ]
    for case (let variable, let value?) in flags { environment[variable] = value }
    if let http {
      guard let colon = http.lastIndex(of: ":") else {
        throw ConfigurationError("--http must be HOST:PORT, but is \"\(http)\"")
      }
      environment["DELTAMESH_HTTP_HOST"] = String(http[..<colon])
      environment["DELTAMESH_HTTP_PORT"] = String(http[http.index(after: colon)...])
    }
    let configuration = try NodeConfiguration(file: file, environment: environment)
    try configuration.check()
    return configuration
  }
}
