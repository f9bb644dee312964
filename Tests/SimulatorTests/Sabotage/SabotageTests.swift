import Foundation
import Simulator
import Testing

/// Mistakes that are made on purpose are found, each in few runs of a scenario.
@Suite struct SabotageTests {
  /// A mistake with a scenario in which it shows, and the seeds of it that are tried.
  struct Example: Sendable, CustomTestStringConvertible {
    let sabotage: Sabotage
    var scenario = "partition"
    var seeds: ClosedRange<UInt64> = 1...4

    var testDescription: String { "\(sabotage.rawValue) in \(scenario)" }
  }

  /// Those that show late, or only where something in particular goes wrong; all others show in the partition. The first seed is
  /// one that showed it on the day; the others are for the time when the simulator draws anew.
  private static let particular: [Sabotage: (scenario: String, seeds: ClosedRange<UInt64>)] = [
    .tieBreakDropped: ("late-joiner", 1...10),
    .createdAtMinimum: ("crash-restart", 1...4),
    .secondPhaseSkipped: ("crash-restart", 1...4),
    .originCursorTooFar: ("flaky-links", 1...4),
    .copySkipsAnnounced: ("late-joiner", 1...10),
    .unchangedNotConfirmed: ("late-joiner", 1...10),
    .copyBeginningMoved: ("late-joiner", 51...80),
    .recordStoredWithRows: ("late-joiner", 1...8),
    .rowErrorPassedOver: ("failing-stores", 2...10),
    .tokenNotLowered: ("partition", 2...8),
    .nonceIgnored: ("lost-tail", 11...40),
    .timeInclusive: ("clock-skew", 1...4),
    .sentIsReceived: ("crash-restart", 1...4),
    .answeredUnsynced: ("lost-tail", 1...4),
    .tokenOutsideTransaction: ("lost-tail", 1...4),
    .failureLeavesKnowledge: ("failing-stores", 2...10),
    .failureKeepsHalf: ("failing-stores", 1...10),
    .damageTrusted: ("full-disk", 1...10),
    .oldLinkDelivered: ("crash-restart", 1...4),
    .timersSilent: ("bad-clocks", 2...10),
    .keysReplacedUnevenly: ("slow-peer", 1...4),
    .silenceIgnored: ("deep-swarm", 6...20),
    .futureAccepted: ("bad-clocks", 2...10),
    .clockStartsOver: ("bad-clocks", 1...8),
    .acceptedForgotten: ("clock-skew", 3...10),
    .repairUnstored: ("clock-ahead", 1...4),
    .repairDropsValues: ("clock-ahead", 1...4),
    .repairKeepsReplica: ("clock-ahead", 1...10),
    .repairKeepsKnowledge: ("clock-ahead", 1...10),
    .repairBeforeClock: ("clock-ahead", 1...10),
    .runMarkerIgnored: ("lost-end", 1...4),
    .seenForgotten: ("conflicts", 1...4),
    .mergedForgotten: ("conflicts", 2...10),
    .lossUnrecorded: ("conflicts", 1...4),
    .equalValuesRecorded: ("conflicts", 1...4),
    .recordNamedByNode: ("conflicts", 1...4),
    .editLostToDeleteUnrecorded: ("conflicts", 1...4),
    .recordDroppedEarly: ("conflicts", 1...4),
    .unequalCompared: ("flaky-links", 1...6),
    .sumKeptOnRemove: ("forgetting", 1...10),
    .floorsIgnored: ("forgetting", 1...20),
    .repairDropped: ("flipped-rows", 1...4),
    .wrongSidePreferred: ("flipped-rows", 1...4),
    .alarmSilent: ("flipped-rows", 1...4),
    .recountTrusting: ("flipped-rows", 1...4),
    .relayingNeverWaits: ("relay-scale-5", 1...4),
    .directLinksHidden: ("relay-scale-5", 1...4),
    .relayingAlwaysWaits: ("relay-line", 1...4),
    .unknownFieldDropped: ("incompatible-upgrade", 1...4),
    .unknownTypeSkipped: ("incompatible-upgrade", 1...4),
    .meaningsMixed: ("incompatible-upgrade", 1...4),
    .partialTakenForFull: ("partial-replicas", 1...4),
    .ownWritesKept: ("partial-replicas", 1...4),
    .scopeOverstepped: ("partial-replicas", 1...4),
    .departureIgnored: ("partial-filters", 1...4),
    .coverageAssumed: ("partial-filters", 1...4),
    .incomparableJoined: ("partial-ring", 1...20),
    .relinquishedClaimed: ("partial-filters", 1...6),
    .filterOverstepped: ("partial-filters", 1...4),
    .scopeNotCopied: ("partial-filters", 1...4),
    .gossipOverstated: ("silent-members", 1...4),
    .rosterEntryLost: ("silent-members", 1...4),
    .forgottenEarly: ("silent-members", 1...4),
    .floorUnraised: ("silent-members", 1...4),
    .forgottenUnmarked: ("silent-members", 12...16),
    .floorUntold: ("silent-members", 2...6),
    .floorPassedOver: ("evictions", 58...60),
    .evictedWelcomed: ("evictions", 1...4),
    .startsOverUntold: ("all-evicted", 1...4),
    .unseenUnwritten: ("all-evicted", 1...4),
    .absentStay: ("evictions", 7...10),
    .copyGoesOnElsewhere: ("silent-members", 2...6),
    .downtimeCounted: ("silent-members", 60...66),
    .closedTooFar: ("evictions", 1...4),
    .closedLeftOut: ("silent-members", 1...4),
    .ownTimestampsUnread: ("put-back", 102...104),
    .lostCommitUnread: ("put-back", 63...66),
    .lostFutureUnnoticed: ("put-back", 7...20),
    .holesKept: ("put-back", 33...50),
    .formerUnwritten: ("twins", 112...114),
    .twinsUntold: ("twins", 94...100),
  ]

  static let examples = Sabotage.allCases.map { sabotage in
    particular[sabotage].map {
      Example(sabotage: sabotage, scenario: $0.scenario, seeds: $0.seeds)
    } ?? Example(sabotage: sabotage)
  }

  @Test(arguments: examples)
  func `a mistake is found`(example: Example) throws {
    let scenario = try ScenarioFile.load(example.scenario)
    let options = RunOptions(sabotage: example.sabotage)
    let finding = example.seeds.lazy.first { seed in
      let outcome = Simulator.run(scenario, seed: seed, options: options)
      guard example.sabotage.isFoundByRepetition else {
        // What fails without the mistake shows nothing of it.
        return outcome.failure != nil && Simulator.run(scenario, seed: seed).failure == nil
      }
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
      let mayKnow = ["/Simulator/", "/deltamesh/Commands/Simulate", "/deltamesh/Simulate/"]
      if mayKnow.contains(where: path.hasPrefix) { continue }
      let text = try String(contentsOf: file, encoding: .utf8).lowercased()
      #expect(!text.contains("sabot"), "\(path)")
    }
  }
}
