import ArgumentParser
import GraphQL

/// `deltamesh repair`: mends what an operator's mistake has done to a running node.
struct RepairCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "repair",
    abstract: "Mend a running node after a mistake.",
    subcommands: [Clock.self])

  /// `deltamesh repair clock`.
  struct Clock: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "After a wrong clock was set right: let others take what was written meanwhile.",
      discussion: """
        While the clock of a node was ahead by more than clock.maxDrift, the others refused what it wrote (CLOCK_AHEAD in their status).
        Set the clock right first. Then this stamps anew, at a time that others accept, all that lies too far in the future; contents
        stay as they are. The node goes on under a new ReplicaID, and its links come up anew.
        """)

    @OptionGroup var address: NodeAddress

    func run() async throws {
      do {
        let answer = try await address.client.execute(
          "/admin/graphql",
          query: "mutation { repairClock { repaired documents milliseconds replica former } }")
        let report = answer["repairClock"] ?? .null
        guard report["repaired"]?.boolValue == true else {
          return print("nothing lies too far in the future: nothing was changed")
        }
        let documents = report["documents"]?.intValue ?? 0
        let ahead = (report["milliseconds"]?.stringValue).flatMap { Int64($0) } ?? 0
        print(
          "stamped \(documents) documents anew; the node's timestamps were \(ahead / 1_000) s ahead of its clock"
        )
        print(
          "the node goes on as replica \(report["replica"]?.stringValue ?? "?"); it was \(report["former"]?.stringValue ?? "?")"
        )
      } catch let failure as Failure {
        throw failure.exit()
      }
    }
  }
}
