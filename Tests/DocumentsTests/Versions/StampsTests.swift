import Documents
import Testing

@Suite struct StampsTests {
  private let early = Stamp(version: version(1, 1))
  private let late = Stamp(version: version(2, 2), seen: Knowledge([version(1, 1)]))

  @Test func equalStampsAreEqualValuesHoweverTheyWereMade() {
    #expect(Stamps(uniform: early, slotCount: 3) == Stamps(slots: [early, early, early]))
    #expect(Stamps(slots: [early, nil, late, nil]) == Stamps(slots: [early, nil, late]))
    #expect(Stamps(slots: [nil, nil]) == Stamps())
    #expect(Stamps(uniform: early, slotCount: 0) == Stamps())
  }

  @Test func groupsStandInTheOrderOfTheirSlots() {
    let stamps = Stamps(slots: [late, early, nil, late])
    #expect(stamps.groups == [late, early])
    #expect(stamps.slotCount == 4)
    #expect((0..<5).map { stamps.group(of: Slot(index: $0)) } == [0, 1, nil, 0, nil])
    #expect(!stamps.isUniform)
    #expect(stamps.greatestVersion == version(2, 2))
    #expect(stamps.versionVector == Knowledge([version(1, 1), version(2, 2)]))
  }

  @Test func aGapIsNotUniform() {
    #expect(Stamps(uniform: early, slotCount: 2).isUniform)
    #expect(!Stamps(slots: [early, nil, early]).isUniform)
    #expect(!Stamps().isUniform)
  }

  @Test func coveringNeedsEveryGroup() {
    let stamps = Stamps(slots: [late, early])
    #expect(!stamps.areCovered(by: Knowledge([version(2, 2)])))
    #expect(stamps.areCovered(by: Knowledge([version(2, 2), version(1, 1)])))
    #expect(Stamps().areCovered(by: Knowledge()))
  }
}
