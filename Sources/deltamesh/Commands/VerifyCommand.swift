import ArgumentParser
import Daemon
import Documents
import Foundation
import GraphQL
import Replication
import Storage

/// `deltamesh verify`: whether what a node holds is what was written, and what its peers hold.
struct VerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check that a node's documents are what was written, and what its peers hold.",
    discussion: """
      Counts every row and compares with the sums that the store keeps. A running node is then asked to compare with its peers, and repairs \
      what differs. With --stopped the data folder of a stopped node is looked at itself, and nothing is changed.

      Ends with 0 where all is well, with 1 where something was not, though it may be repaired by now.
      """)

  @OptionGroup var address: NodeAddress

  @Flag(help: "Count the node's rows only; don't compare with peers, and repair nothing.")
  var local = false

  @Option(help: "For how many seconds to wait for comparisons with peers.")
  var wait = 60

  @Flag(help: "Look at the data folder of a stopped node, as --config and --data name it.")
  var stopped = false

  @Option(help: "With --stopped: the folder of the node's data.")
  var data: String?

  @Option(help: "With --stopped: the file of the GraphQL schema.")
  var schema: String?

  func run() async throws {
    let isWell: Bool
    do {
      isWell = stopped ? try verifyFolder() : try await verifyNode()
    } catch let failure as Failure {
      throw failure.exit()
    }
    print(isWell ? "all is well" : "not all is well")
    if !isWell { throw ExitCode(1) }
  }

  // MARK: A stopped node

  private func verifyFolder() throws -> Bool {
    var options = NodeOptions()
    options.config = address.config
    options.name = nil
    options.data = data
    options.schema = schema
    options.http = nil
    options.listen = nil
    options.peers = []
    do {
      let configuration = try options.configuration()
      return try verifyStore(configuration)
    } catch let error as ConfigurationError {
      throw Failure(.configuration, error.message)
    } catch let error as NodeError {
      throw Failure(.configuration, error.message)
    } catch let error as StoreError {
      throw Failure(error.kind == .locked ? .unavailable : .inputOutput, error.message)
    }
  }

  private func verifyStore(_ configuration: NodeConfiguration) throws -> Bool {
    let store = try SQLiteStore(
      folder: configuration.data, model: try SchemaFile(path: configuration.schema).model,
      durability: configuration.durability)
    defer { _ = try? store.close() }
    var isWell = true
    if let problem = try store.integrityProblem() {
      print("\(store.path): \(problem)")
      isWell = false
    }
    let snapshot = try store.snapshot()
    for (index, type) in try snapshot.record().catalog.types.enumerated() {
      do {
        let recount = try snapshot.recount(TypeNumber(rawValue: UInt16(index)))
        isWell = show(type.name, recount.documents, recount.differingBuckets) && isWell
      } catch {
        print("\(type.name): \(error.message)")
        isWell = false
      }
    }
    if !isWell {
      print(
        "start the node where it reaches a peer, and run `deltamesh verify`; or restore a backup")
    }
    return isWell
  }

  // MARK: A running node

  private func verifyNode() async throws -> Bool {
    let client = try address.client
    let before = try await audit(client)
    let types = before["types"]?.arrayValue?.compactMap(\.stringValue) ?? []
    var isWell = true
    var bar = ProgressBar(label: "counting", total: types.count)
    for (index, type) in types.enumerated() {
      do {
        let found = try await client.execute(
          "/admin/graphql",
          query:
            "mutation ($type: String!) { recount(type: $type) { documents damagedBuckets } }",
          variables: .object(["type": .string(type)]))["recount"]
        let buckets =
          found?["damagedBuckets"]?.arrayValue?.compactMap { $0.intValue.map(Int.init) } ?? []
        isWell = show(type, Self.number(found?["documents"]), buckets) && isWell
      } catch let failure as Failure where failure.code == .badData {
        print(failure.description)
        isWell = false
      }
      bar.update(index + 1)
    }
    bar.end()
    if local { return isWell }
    return try await compare(client, before) && isWell
  }

  /// Asks for an audit, waits until it is done, and shows what came of it.
  private func compare(_ client: NodeClient, _ before: JSON) async throws -> Bool {
    let start = Self.number(try await audit(client)["now"])
    _ = try await client.execute("/admin/graphql", query: "mutation { requestAudit }")
    var report = before
    for _ in 0..<max(wait * 5, 1) {
      try await Task.sleep(for: .milliseconds(200))
      report = try await audit(client)
      if Self.isDone(report, since: start) { break }
    }
    var isWell = report["damagedBuckets"]?.intValue == 0
    if !isWell {
      print(
        "damage that could not be repaired: connect a peer that knows the same, or restore a backup"
      )
    }
    for peer in report["peers"]?.arrayValue ?? [] {
      let name = peer["name"]?.stringValue ?? "?"
      if Self.number(peer["equalAt"]) >= start {
        print("peer \(name): holds the same")
      } else if peer["comparable"]?.boolValue == true {
        print("peer \(name): holds other documents, or was busy all the time")
        isWell = false
      } else {
        print("peer \(name): can't be compared, as it knows other things")
      }
    }
    let repairs = Self.number(report["repairs"]) - Self.number(before["repairs"])
    let differences = Self.number(report["differences"]) - Self.number(before["differences"])
    if repairs > 0 {
      print("repaired \(repairs) documents from peers:")
      for name in (report["repaired"]?.arrayValue ?? []).suffix(repairs) {
        print("  \(name.stringValue ?? "?")")
      }
    }
    return isWell && repairs == 0 && differences == 0
  }

  private static func isDone(_ report: JSON, since start: Int) -> Bool {
    guard report["busy"]?.boolValue == false, number(report["countedAt"]) >= start else {
      return false
    }
    let peers = report["peers"]?.arrayValue ?? []
    if peers.isEmpty { return true }
    return report["damagedBuckets"]?.intValue == 0
      && peers.allSatisfy {
        $0["comparable"]?.boolValue == false || number($0["equalAt"]) >= start
      }
  }

  /// A count, or a time in milliseconds; 0 for none.
  private static func number(_ value: JSON?) -> Int {
    value.flatMap { $0.stringValue.flatMap { Int($0) } ?? $0.intValue.map(Int.init) } ?? 0
  }

  private func audit(_ client: NodeClient) async throws -> JSON {
    let answer = try await client.execute(
      "/admin/graphql",
      query: """
        { audit { types differences repairs repaired damagedBuckets countedAt busy now
            peers { name comparable equalAt differences } } }
        """)
    return answer["audit"] ?? .null
  }

  /// Shows what a count found; returns whether all is well.
  private func show(_ type: String, _ documents: Int, _ buckets: [Int]) -> Bool {
    guard !buckets.isEmpty else {
      print("\(type): \(documents) documents")
      return true
    }
    let first = buckets.prefix(10).map(String.init).joined(separator: ", ")
    let rest = buckets.count > 10 ? ", …" : ""
    print(
      "\(type): \(documents) documents; rows are not what was written in \(buckets.count) of"
        + " \(BucketSums.count) buckets: \(first)\(rest)")
    return false
  }
}
