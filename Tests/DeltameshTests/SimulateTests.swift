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
