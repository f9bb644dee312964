import ArgumentParser
import Foundation
import GraphQL

/// `deltamesh status`: a running node, its peers, and how far they are.
struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show a running node and its peers.")

  @OptionGroup var address: NodeAddress

  @Flag(help: "Show it again every second, until interrupted.")
  var watch = false

  func run() async throws {
    do {
      repeat {
        let status = try await address.client.execute("/admin/graphql", query: Self.query)
        if watch { print("\u{1B}[2J\u{1B}[H", terminator: "") }
        print(Self.text(of: status))
        if watch { try await Task.sleep(for: .seconds(1)) }
      } while watch
    } catch let failure as Failure {
      throw failure.exit()
    }
  }

  private static let query = """
    { node { name replica version uptime needsFullCopy replicates conflicts commit { sequence }
        clock { suspect median lead needsRepair } types { name live deleted } incompatibilities }
      peers { name replica address state upToDate replicates clockDifference ahead { origin node milliseconds } } }
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
    if let scope = node["replicates"]?.stringValue, scope != "everything" {
      lines.append("holds     \(scope)")
    }
    lines += clockLines(node["clock"] ?? .null)
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
      if let scope = peer["replicates"]?.stringValue, scope != "everything" {
        lines.append("            holds \(scope)")
      }
      if let ahead = peer["ahead"], let time = milliseconds(ahead["milliseconds"]) {
        let origin = ahead["origin"]?.stringValue ?? "?"
        let writer = ahead["node"]?.stringValue.map { "\($0) (replica \(origin))" }
        lines.append(
          "            CLOCK_AHEAD: held off, as writes of \(writer ?? "replica \(origin)") are \(time / 1_000) s ahead of this node's clock"
        )
      }
    }
    return lines.joined(separator: "\n")
  }

  /// What is wrong with the clock; nothing where it is right.
  private static func clockLines(_ clock: JSON) -> [String] {
    var lines: [String] = []
    if clock["suspect"]?.boolValue == true, let median = milliseconds(clock["median"]) {
      lines.append(
        "clock     SUSPECT: most peers' clocks are \(abs(median) / 1_000) s \(median < 0 ? "behind" : "ahead of") this node's; set it right"
      )
    }
    if clock["needsRepair"]?.boolValue == true, let lead = milliseconds(clock["lead"]) {
      lines.append(
        "clock     timestamps here are \(lead / 1_000) s ahead, and refused by others; with the clock right, run: deltamesh repair clock"
      )
    }
    return lines
  }

  private static func milliseconds(_ value: JSON?) -> Int64? {
    value?.stringValue.flatMap { Int64($0) } ?? value?.intValue
  }
}
