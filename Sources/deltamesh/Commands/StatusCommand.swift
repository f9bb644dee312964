import ArgumentParser
import Foundation
import GraphQL

/// `deltamesh status`: a running node, its peers, and how far they are.
struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show a running node and its peers.")

  @Option(help: "The address of the node's API.")
  var node = "http://127.0.0.1:4000"

  @Flag(help: "Show it again every second, until interrupted.")
  var watch = false

  func run() async throws {
    do {
      repeat {
        let status = try await NodeClient(base: node).execute("/admin/graphql", query: Self.query)
        if watch { print("\u{1B}[2J\u{1B}[H", terminator: "") }
        print(Self.text(of: status))
        if watch { try await Task.sleep(for: .seconds(1)) }
      } while watch
    } catch let failure as Failure {
      throw failure.exit()
    }
  }

  private static let query = """
    { node { name replica version uptime needsFullCopy conflicts commit { sequence } types { name live deleted }
        incompatibilities }
      peers { name replica address state upToDate clockDifference } }
    """

  private static func text(of status: JSON) -> String {
    let node = status["node"] ?? .null
    var lines = [
      "node      \(node["name"]?.stringValue ?? "?")  (replica \(node["replica"]?.stringValue ?? "?"), \(node["version"]?.stringValue ?? "?"))"
    ]
    lines.append(
      "changes   \(node["commit"]?["sequence"].map { $0.stringValue ?? "\($0)" } ?? "?")")
    for type in node["types"]?.arrayValue ?? [] {
      let live = type["live"].map { "\($0)" } ?? "?"
      let deleted = type["deleted"].map { "\($0)" } ?? "?"
      lines.append(
        "          \(type["name"]?.stringValue ?? "?"): \(live) documents, \(deleted) deleted")
    }
    lines.append("conflicts \(node["conflicts"].map { "\($0)" } ?? "?")")
    for text in node["incompatibilities"]?.arrayValue ?? [] {
      lines.append("schema    \(text.stringValue ?? ""): kept and passed on, but not shown here")
    }
    let peers = status["peers"]?.arrayValue ?? []
    lines.append("peers     \(peers.count)")
    for peer in peers {
      let lag = peer["upToDate"]?.boolValue == true ? "up to date" : "behind"
      lines.append(
        "          \(peer["name"]?.stringValue ?? "?")  \(peer["state"]?.stringValue ?? "?")  \(lag)  \(peer["address"]?.stringValue ?? "")"
      )
    }
    return lines.joined(separator: "\n")
  }
}
