import Testing

@testable import GraphQL

private func cycles(_ edges: [Int: [Int]]) -> Set<Set<Int>> {
  Set(StronglyConnected.cycles(from: edges.keys.sorted()) { edges[$0] ?? [] }.map { Set($0) })
}

@Suite struct StronglyConnectedTests {
  @Test func findsNothingWithoutCycles() {
    #expect(cycles([:]) == [])
    #expect(cycles([1: [2, 3], 2: [4], 3: [4], 4: []]) == [])
  }

  @Test func findsNodesThatReachOneAnother() {
    #expect(cycles([1: [1]]) == [[1]])
    #expect(cycles([1: [2], 2: [3], 3: [2, 4], 4: []]) == [[2, 3]])
    #expect(cycles([1: [2], 2: [1, 3], 3: [4], 4: [3], 5: [1, 5]]) == [[1, 2], [3, 4], [5]])
  }

  /// Against reachability, on all graphs of three nodes.
  @Test func agreesWithReachability() {
    for bits in 0..<512 {
      var edges: [Int: [Int]] = [:]
      for from in 0..<3 { edges[from] = (0..<3).filter { bits >> (from * 3 + $0) & 1 == 1 } }
      func reached(from start: Int) -> Set<Int> {
        var found: Set<Int> = []
        var waiting = edges[start] ?? []
        while let next = waiting.popLast() {
          if found.insert(next).inserted { waiting += edges[next] ?? [] }
        }
        return found
      }
      let expected = Set(
        (0..<3).filter { reached(from: $0).contains($0) }.map { node in
          Set(
            (0..<3).filter { reached(from: node).contains($0) && reached(from: $0).contains(node) })
        })
      #expect(cycles(edges) == expected, "\(edges)")
    }
  }

  @Test func longChainsDoNotExhaustTheStack() {
    let count = 100_000
    let found = StronglyConnected.cycles(from: [0]) { [($0 + 1) % count] }
    #expect(found.map(\.count) == [count])
  }
}
