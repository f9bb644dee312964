import Replication
import Testing

/// The rule of section 7, "Rollback": under which ReplicaID a node that starts may go on.
@Suite struct RunMarkerTests {
  private static let this = RunMarker(bits: 1)
  private static let before = RunMarker(bits: 2)
  private static let other = RunMarker(bits: 3)

  private static let stored: [StoredMarker] = [
    .none, .backup, .run(this), .run(before), .run(other),
  ]
  private static let files: [RunRecord?] =
    [nil]
    + [true, false].flatMap { isDurable in
      [true, false].flatMap { isClean in
        ["a", ""].flatMap { boot in
          [nil, before].map { previous in
            RunRecord(
              marker: this, previous: previous, isDurable: isDurable, isClean: isClean, boot: boot)
          }
        }
      }
    }

  /// The rule as DESIGN says it, in one sentence.
  private func mayKeep(_ stored: StoredMarker, _ file: RunRecord?, boot: String) -> Bool {
    let agree: Bool
    switch (stored, file) {
    case (.none, nil): return true
    case (.run(let marker), let file?): agree = marker == file.marker || marker == file.previous
    case (.none, _), (.backup, _), (.run, nil): agree = false
    }
    guard let file else { return false }
    let hasRunOn = !boot.isEmpty && boot == file.boot
    return agree && (file.isDurable || file.isClean || hasRunOn)
  }

  @Test
  func
    `for all that database and file may say, the ReplicaID is kept exactly where the rule says so`()
  {
    var kept = 0
    for stored in Self.stored {
      for file in Self.files {
        for boot in ["a", "b", ""] {
          let decision = IdentityDecision(stored: stored, file: file, boot: boot)
          let isKept = if case .keep = decision { true } else { false }
          #expect(
            isKept == mayKeep(stored, file, boot: boot),
            "\(stored) \(String(describing: file)) \(boot)")
          if isKept { kept += 1 }
        }
      }
    }
    #expect(kept > 0)
  }

  @Test func `every reason and every danger can come about`() {
    var reasons: Set<IdentityDecision.Reason> = []
    var dangers: Set<IdentityDecision.Danger> = []
    for stored in Self.stored {
      for file in Self.files {
        for boot in ["a", "b", ""] {
          switch IdentityDecision(stored: stored, file: file, boot: boot) {
          case .keep(let reason): reasons.insert(reason)
          case .takeNew(let danger): dangers.insert(danger)
          }
        }
      }
    }
    #expect(reasons == Set(IdentityDecision.Reason.allCases))
    #expect(dangers == Set(IdentityDecision.Danger.allCases))
  }

  @Test func `a marker is written as sixteen digits and read back`() {
    #expect(RunMarker(bits: 0xAB).description == "00000000000000ab")
    #expect(RunMarker("00000000000000ab") == RunMarker(bits: 0xAB))
    #expect(RunMarker("backup") == nil)
  }
}
