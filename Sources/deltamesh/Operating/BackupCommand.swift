import ArgumentParser
import Foundation
import GraphQL
import Replication
import Storage

/// `deltamesh backup`: one file with all of a node, made while it runs or while it does not.
struct BackupCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "Make a backup of a node: one file, checked before success is reported.",
    discussion: """
      Without --data the running node at --node makes it, on its own machine; reads and writes go on meanwhile. With --data it is made of
      the folder of a node that does not run. The file is there under its name only when it is whole.

      The key and the configuration of the node are not in it: keep copies of node.key, deltamesh.yaml and mesh.secret yourself.
      Put a backup in place with deltamesh restore.
      """)

  @Option(help: "The file to make; deltamesh-TIME.backup in the current folder if left out.")
  var out: String?

  @OptionGroup var address: NodeAddress

  @Option(help: "The data folder of a node that does not run.")
  var data: String?

  func run() async throws {
    do {
      let name = "deltamesh-\(TimeName.now()).backup"
      let file = URL(fileURLWithPath: out ?? name).standardizedFileURL.path
      if let data { try Self.copy(data, to: file) } else { try await follow(file) }
      let size = (try? FileManager.default.attributesOfItem(atPath: file)[.size] as? Int) ?? nil
      print("made \(file)" + (size.map { " (\($0) bytes, checked)" } ?? " (checked)"))
    } catch let failure as Failure {
      throw failure.exit()
    }
  }

  private static func copy(_ folder: String, to file: String) throws {
    var bar = PageBar(label: "backup")
    defer { bar.end() }
    do throws(StoreError) {
      try DatabaseBackup.make(ofStoppedFolder: folder, to: file) { bar.show($0) }
    } catch {
      throw Failure(error)
    }
  }

  /// Asks the running node for the backup, and how far it is until it is done.
  private func follow(_ file: String) async throws {
    let client = try address.client
    var bar = PageBar(label: "backup")
    defer { bar.end() }
    var answer =
      try await client.execute(
        "/admin/graphql", query: Self.start, variables: .object(["file": .string(file)]))[
        "startBackup"] ?? .null
    while true {
      switch answer["state"]?.stringValue {
      case "COPYING":
        let done = Int(answer["done"]?.intValue ?? 0)
        let total = Int(answer["total"]?.intValue ?? 0)
        if total > 0 { bar.show(.copying(done: done, total: total)) }
      case "CHECKING": bar.show(.checking)
      case "DONE" where answer["file"]?.stringValue == file: return
      case "FAILED":
        throw Failure(.inputOutput, answer["message"]?.stringValue ?? "the backup failed")
      case let state:
        throw Failure(
          .unavailable, "the node does not know of the backup any more (\(state ?? "no state"))")
      }
      try await Task.sleep(for: .milliseconds(100))
      answer =
        try await client.execute("/admin/graphql", query: Self.look)["backup"] ?? .null
    }
  }

  private static let fields = "{ state file done total message }"
  private static let start = "mutation ($file: String!) { startBackup(file: $file) \(fields) }"
  private static let look = "{ backup \(fields) }"
}

/// Shows how far a copy of a database is.
struct PageBar {
  private let label: String
  private var bar: ProgressBar?

  init(label: String) {
    self.label = label
  }

  mutating func show(_ progress: DatabaseBackup.Progress) {
    switch progress {
    case .copying(let done, let total):
      if bar == nil { bar = ProgressBar(label: label, total: total) }
      bar?.update(min(done, total))
    case .checking: end()
    }
  }

  mutating func end() {
    bar?.end()
    bar = nil
  }
}

/// The time as a part of a file's name: `20261127-031500`, UTC.
enum TimeName {
  static func now() -> String {
    let parts = Calendar(identifier: .gregorian).dateComponents(
      in: TimeZone(secondsFromGMT: 0) ?? .current, from: Date())
    func digits(_ number: Int?, _ count: Int) -> String {
      let text = String(number ?? 0)
      return String(repeating: "0", count: max(0, count - text.count)) + text
    }
    return digits(parts.year, 4) + digits(parts.month, 2) + digits(parts.day, 2) + "-"
      + digits(parts.hour, 2) + digits(parts.minute, 2) + digits(parts.second, 2)
  }
}

extension Failure {
  /// What a command ends with where the store fails.
  init(_ error: StoreError) {
    switch error.kind {
    case .rejected: self.init(.badData, error.message)
    case .full, .inputOutput, .locked, .corrupt, .otherVersion, .interrupted:
      self.init(.inputOutput, error.message)
    }
  }
}
