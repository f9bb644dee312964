import Foundation
import Simulator
import Testing

/// Mistakes that are made on purpose are found, each in few runs of a scenario.
@Suite struct SabotageTests {
  /// A mistake with the scenario in which it shows soon, and how many seeds that takes at most.
  struct Example: Sendable, CustomTestStringConvertible {
    let sabotage: Sabotage
    var scenario = "partition"
    var seeds: UInt64 = 4

    var testDescription: String { "\(sabotage.rawValue) in \(scenario)" }
  }

  /// Those that show late, or only where something in particular goes wrong; all others show in the partition.
  private static let particular: [Sabotage: (scenario: String, seeds: UInt64)] = [
    .tieBreakDropped: ("swarm", 20),
    .originCursorTooFar: ("flaky-links", 4),
    .copySkipsAnnounced: ("swarm", 20),
    .unchangedNotConfirmed: ("lost-tail", 20),
    .copyBeginningMoved: ("swarm", 40),
    .recordStoredWithRows: ("crash-restart", 8),
    .tokenNotLowered: ("roaming-readers", 8),
    .nonceIgnored: ("lost-tail", 8),
    .sentIsReceived: ("crash-restart", 4),
    .answeredUnsynced: ("crash-restart", 4),
    .tokenOutsideTransaction: ("lost-tail", 4),
    .oldLinkDelivered: ("crash-restart", 4),
    .timersSilent: ("bad-clocks", 10),
    .clockStartsOver: ("swarm", 10),
    .acceptedForgotten: ("bad-clocks", 30),
  ]

  /// Those that no scenario brings out by itself.
  private static let unprovoked: Set<Sabotage> = [
    .rowErrorPassedOver, .failureLeavesKnowledge, .failureKeepsHalf, .timeInclusive,
    .futureAccepted,
  ]

  static let examples = Sabotage.allCases.filter { !unprovoked.contains($0) }.map { sabotage in
    particular[sabotage].map {
      Example(sabotage: sabotage, scenario: $0.scenario, seeds: $0.seeds)
    } ?? Example(sabotage: sabotage)
  }

  @Test(arguments: examples)
  func `a mistake is found`(example: Example) throws {
    let scenario = try ScenarioFile.load(example.scenario)
    let options = RunOptions(sabotage: example.sabotage)
    let finding = (1...example.seeds).lazy.first { seed in
      let outcome = Simulator.run(scenario, seed: seed, options: options)
      guard example.sabotage.isFoundByRepetition else { return outcome.failure != nil }
      return Simulator.run(scenario, seed: seed, options: options).traceHash != outcome.traceHash
    }
    #expect(finding != nil)
  }

  @Test func `there are mistakes of every area, each with a name and a sentence`() {
    #expect(Sabotage.allCases.count >= 20)
    #expect(Set(Sabotage.allCases.map(\.area)) == Set(Sabotage.Area.allCases))
    for sabotage in Sabotage.allCases {
      #expect(sabotage.rawValue.allSatisfy { $0 == "-" || $0.isLowercase }, "\(sabotage.rawValue)")
      #expect(sabotage.summary.hasSuffix("."), "\(sabotage.rawValue)")
    }
    #expect(Set(Sabotage.allCases.map(\.summary)).count == Sabotage.allCases.count)
  }

  @Test func `only the simulator and its command know of mistakes`() throws {
    let sources = ScenarioFile.folder.deletingLastPathComponent().appendingPathComponent("Sources")
    let files = try #require(
      FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
    for case let file as URL in files where file.pathExtension == "swift" {
      let path = file.path.dropFirst(sources.path.count)
      let mayKnow = ["/Simulator/", "/deltamesh/Commands/Simulate"]
      if mayKnow.contains(where: path.hasPrefix) { continue }
      let text = try String(contentsOf: file, encoding: .utf8).lowercased()
      #expect(!text.contains("sabot"), "\(path)")
    }
  }
}
