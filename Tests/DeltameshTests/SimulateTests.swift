import Foundation
import Testing

extension EndToEnd {
  @Suite struct Simulate {
    /// A mesh that is never given the time to converge.
    private let scenario = """
      nodes: 3
      duration: 2s
      converge-within: 0s
      workload: { writes-per-second: 5 }
      faults: { partitions: { every: 1s, last: 4s } }
      """

    @Test("A failing run is made small and written to a file, which fails by itself; exit code 1")
    func shrinks() async throws {
      let folder = try TestFolder()
      try folder.write("hasty.yaml", scenario)
      let arguments = ["simulate", "hasty.yaml", "--seeds", "1...30", "--shrink", "--output"]
      let first = try await CommandResult.run(arguments + ["small.yaml"], in: folder)
      #expect(first.code == 1)
      #expect(first.output.contains("Written to small.yaml"))
      let small = try String(contentsOfFile: "\(folder.path)/small.yaml", encoding: .utf8)
      #expect(small.hasPrefix("# Shrunk from hasty, seed "))
      #expect(small.contains("\nseed: "))
      #expect(try await CommandResult.run(["simulate", "small.yaml"], in: folder).code == 1)
      // What it wrote itself it may write again, but nothing else.
      #expect(try await CommandResult.run(arguments + ["small.yaml"], in: folder).code == 1)
      let refused = try await CommandResult.run(arguments + ["hasty.yaml"], in: folder)
      #expect(refused.code == 74)
      #expect(try String(contentsOfFile: "\(folder.path)/hasty.yaml", encoding: .utf8) == scenario)
    }

    @Test(
      "A mesh can have the user's own schema, named by the scenario or by an option; a mistake in either is named"
    )
    func ownSchema() async throws {
      let folder = try TestFolder()
      try folder.write(
        "shop.graphql",
        "type Order @model @datasync { id: ID!  total: Float  items: [String]  paid: Boolean }")
      let holding = scenario.replacing("within: 0s", with: "within: 30s")
      try folder.write("named.yaml", "schema: shop.graphql\n" + holding)
      try folder.write("plain.yaml", holding)
      try folder.write("missing.yaml", "schema: none.graphql\n" + holding)
      try folder.write("wrong.yaml", "nodes: 99\n")
      for arguments in [["named.yaml"], ["plain.yaml", "--schema", "shop.graphql"]] {
        let result = try await CommandResult.run(
          ["simulate"] + arguments + ["--seeds", "1...3"], in: folder)
        #expect(result.code == 0)
      }
      let missing = try await CommandResult.run(["simulate", "missing.yaml"], in: folder)
      #expect(missing.code != 0)
      #expect(missing.output.contains("none.graphql"))
      try folder.write("endless.yaml", "duration: 24h\nworkload: { writes-per-second: 10000 }\n")
      let endless = try await CommandResult.run(["simulate", "endless.yaml"], in: folder)
      #expect(endless.code == 65)
      #expect(endless.output.contains("would plan 864000000 writes and faults"))
      let wrong = try await CommandResult.run(["simulate", "wrong.yaml"], in: folder)
      #expect(wrong.code == 65)
      #expect(wrong.output.contains("wrong.yaml:1: nodes must be a number from 1 to 50"))
    }

    @Test("A page to look at is written for runs that hold and for runs that fail")
    func report() async throws {
      let folder = try TestFolder()
      try folder.write("hasty.yaml", scenario)
      let result = try await CommandResult.run(
        ["simulate", "hasty.yaml", "--seeds", "1...10", "--report", "hasty.html"], in: folder)
      #expect(result.code == 1)
      let page = try String(contentsOfFile: "\(folder.path)/hasty.html", encoding: .utf8)
      #expect(page.hasPrefix("<!doctype html>"))
      #expect(page.contains("convergence failed"))
    }

    @Test("Runs go the same way in this process and in another")
    func determinism() async throws {
      let folder = try TestFolder()
      try folder.write("mesh.yaml", scenario.replacing("within: 0s", with: "within: 30s"))
      let result = try await CommandResult.run(
        ["simulate", "mesh.yaml", "--seeds", "1...3", "--check-determinism"], in: folder)
      #expect(result.code == 0)
      #expect(result.output.contains("mesh"))
    }
  }
}
