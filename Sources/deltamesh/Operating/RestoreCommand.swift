import ArgumentParser
import Foundation
import Replication
import Storage

/// `deltamesh restore`: puts a backup in place.
struct RestoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore",
    abstract: "Put a backup in place of a node's database.",
    discussion: """
      The node must not run. The database goes on under a new ReplicaID, and what its peers have that the backup lacks, they return when
      the node starts: also the node's own last writes. The old ReplicaID is retired.

      With --as-new-node the node that the backup was made of lives on: nothing is retired, and a node.key in the folder is put aside,
      so that the new node has a key of its own.

      Exit codes: 65 the file is no backup, or a database is there (see --force); 74 the folder is in use, or a file can't be written.
      """)

  @Argument(help: "The backup.")
  var file: String

  @Option(help: "The data folder of the node.")
  var data: String

  @Flag(help: "Put the database that is there aside, under another name in the same folder.")
  var force = false

  @Flag(help: "For another node, beside the one that the backup was made of.")
  var asNewNode = false

  func run() async throws {
    do {
      let suffix = ".replaced-\(TimeName.now())"
      var random = SystemRandomNumberGenerator()
      var bar = PageBar(label: "restore")
      let restored: DatabaseRestore
      do throws(StoreError) {
        defer { bar.end() }
        restored = try DatabaseRestore(
          of: file, to: data, for: asNewNode ? .newNode : .sameNode, force: force, suffix: suffix,
          random: &random
        ) { bar.show($0) }
      } catch {
        throw Failure(error)
      }
      if asNewNode { try putKeyAside(suffix) }
      print("restored \(data)/\(SQLiteStore.fileName) as replica \(restored.replica)")
      for replica in restored.retired { print("to be retired: replica \(replica)") }
      if let aside = restored.aside { print("the database that was there is \(aside)") }
    } catch let failure as Failure {
      throw failure.exit()
    }
  }

  private func putKeyAside(_ suffix: String) throws {
    let key = "\(data)/node.key"
    guard FileManager.default.fileExists(atPath: key) else { return }
    do {
      try FileManager.default.moveItem(atPath: key, toPath: key + suffix)
    } catch {
      throw Failure(
        .inputOutput,
        "can't put \(key) aside (\(error.localizedDescription)): remove it before the node starts")
    }
    print("the key that was there is \(key + suffix)")
  }
}
