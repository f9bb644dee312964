import Documents
import Testing

@Suite struct LostWriteTests {
  /// A document whose slots have a stamp each (nil where never written) and whose values are given.
  private func document(
    _ values: [Value?], isDeleted: Bool = false, _ stamps: [Stamp?]
  ) -> DocumentState {
    DocumentState(
      id: DocumentID("d"), createdAt: Timestamp(milliseconds: 1), isDeleted: isDeleted,
      values: values, stamps: Stamps(slots: stamps))
  }

  private func lost(
    _ left: DocumentState, _ right: DocumentState, _ granularity: MergeGranularity = .field
  ) -> [LostWrite] {
    let one = Merge(local: left, remote: right, granularity: granularity).lostWrites
    let other = Merge(local: right, remote: left, granularity: granularity).lostWrites
    #expect(
      other
        == one.map {
          LostWrite(slot: $0.slot, losing: $0.losing, winning: $0.winning, isLocal: !$0.isLocal)
        })
    return one
  }

  private let base = Stamp(version: version(1, 1))

  @Test func aValueThatLosesToAWriterThatHadNotSeenItIsLost() {
    let left = document(
      [.int(1)], [base, base.successor(version(2, 1)), base.successor(version(2, 1))])
    let right = document(
      [.int(2)], [base, base.successor(version(3, 2)), base.successor(version(3, 2))])
    #expect(
      lost(left, right) == [
        LostWrite(
          slot: Slot(index: 2), losing: version(2, 1), winning: version(3, 2), isLocal: true)
      ])
  }

  @Test func aValueThatTheWinnerHadSeenIsNotLost() {
    let first = base.successor(version(2, 1))
    let left = document([.int(1)], [base, first, first])
    let second = first.successor(version(3, 2))
    #expect(lost(left, document([.int(2)], [base, second, second])) == [])
  }

  @Test func equalValuesAreNotLost() {
    let left = document([.null], [base, base, base.successor(version(2, 1))])
    let right = document([.null], [base, base, base.successor(version(3, 2))])
    #expect(lost(left, right) == [])
    let absent = document([nil], [base, base, base.successor(version(3, 2))])
    #expect(lost(left, absent) == [])
  }

  @Test func ofTwoCreatesEachFieldThatDiffersIsLostAndNotWhenTheyWere() {
    let early = Stamp(version: version(5, 1))
    let late = Stamp(version: version(6, 2))
    let left = document([.int(1), .string("same")], [early, early, early, early])
    let right = document([.int(2), .string("same")], [late, late, late, late])
    #expect(lost(left, right).map(\.slot.index) == [2])
  }

  @Test func anEditLosesToADeleteAndADeleteToAnEdit() {
    let edit = base.successor(version(2, 1))
    let deletion = base.successor(version(3, 2))
    let edited = document([.int(1)], [base, edit, edit])
    let deleted = document([.int(0)], isDeleted: true, [base, deletion, base])
    // The field itself is kept; that the document lives is what is lost.
    #expect(lost(edited, deleted).map(\.slot) == [.deleted])
    #expect(lost(edited, deleted).first?.isLocal == true)
    let later = base.successor(version(4, 1))
    let revived = document([.int(1)], [base, later, later])
    #expect(lost(revived, deleted).map(\.losing) == [version(3, 2)])
  }

  @Test func aWholeDocumentLosesEachFieldThatDiffers() {
    let left = document(
      [.int(1), .string("same"), .int(3)], Array(repeating: base.successor(version(2, 1)), count: 5)
    )
    let right = document(
      [.int(2), .string("same")], isDeleted: true,
      Array(repeating: base.successor(version(3, 2)), count: 4))
    let lost = lost(left, right, .document)
    #expect(lost.map(\.slot.index) == [1, 2, 4])
    #expect(lost.map(\.losing) == Array(repeating: version(2, 1), count: 3))
    let seen = base.successor(version(2, 1)).successor(version(3, 2))
    let informed = document([.int(2)], Array(repeating: seen, count: 5))
    #expect(self.lost(left, informed, .document) == [])
  }

  @Test func whatLostToAnEqualValueIsKnownToTheNextWriter() {
    // Both sides write the same; whoever merges them and writes on has seen both.
    let early = Stamp(version: version(2, 1))
    let late = Stamp(version: version(3, 2))
    let left = document([.int(7)], [early, early, early])
    let right = document([.int(7)], [late, late, late])
    let merge = Merge(local: right, remote: left, granularity: .field)
    #expect(merge.lostWrites == [])
    #expect(merge.changedLocal)
    let next = merge.state.stamps[Slot(index: 2)]?.successor(version(4, 2))
    let after = document([.int(8)], [next, next, next])
    #expect(lost(left, after) == [])
  }

  @Test func whatWasMergedMakesNoEquivocation() {
    for granularity in MergeGranularity.allCases {
      let plain = Stamp(version: version(5, 1))
      let grown = Stamp(version: version(5, 1), merged: Knowledge([version(4, 2)]))
      let other = Stamp(version: version(5, 1), merged: Knowledge([version(4, 3)]))
      let left = document([.int(1)], Array(repeating: grown, count: 3))
      let right = document([.int(1)], [plain, other, plain])
      let one = Merge(local: left, remote: right, granularity: granularity)
      let another = Merge(local: right, remote: left, granularity: granularity)
      #expect(one.state == another.state)
      #expect(one.equivocations == [])
      #expect(one.lostWrites == [])
      #expect(
        one.state.stamps[.deleted]?.merged == Knowledge([version(4, 2), version(4, 3)]))
    }
  }
}
