import Documents
import Testing

/// A document with one stamp for the slots of `createdAt`, `_deleted` and its values.
private func document(
  _ values: [Value?], _ version: Version, isDeleted: Bool = false, createdAt: Int64 = 1
) -> DocumentState {
  DocumentState(
    id: DocumentID("d"), createdAt: Timestamp(milliseconds: createdAt), isDeleted: isDeleted,
    values: values, stamps: Stamps(uniform: Stamp(version: version), slotCount: 2 + values.count))
}

/// `state` after its first replica-independent fields were written anew at `version`.
private func update(
  _ state: DocumentState, _ field: Int, _ value: Value, _ version: Version
) -> DocumentState {
  var slots = (0..<max(state.stamps.slotCount, field + 3)).map { state.stamps[Slot(index: $0)] }
  for slot in [1, field + 2] {
    slots[slot] = slots[slot]?.successor(version) ?? Stamp(version: version)
  }
  var values = state.values
  while values.count <= field { values.append(nil) }
  values[field] = value
  return DocumentState(
    id: state.id, createdAt: state.createdAt, isDeleted: false, values: values,
    stamps: Stamps(slots: slots))
}

@Suite struct MergeTests {
  private let base = document([.string("a"), .string("b")], version(1, 1))

  @Test func editsOfDifferentFieldsAreBothKept() {
    let left = update(base, 0, .string("left"), version(2, 1))
    let right = update(base, 1, .string("right"), version(3, 2))
    let merge = Merge(local: left, remote: right, granularity: .field)
    #expect(merge.state.values == [.string("left"), .string("right")])
    #expect(merge.state.updatedAt == 3)
    #expect(merge.changedLocal)
    #expect(merge.equivocations == [])
    #expect(
      merge.state.stamps.versionVector == Knowledge([version(2, 1), version(3, 2)]))
  }

  @Test func theGreaterVersionOfAFieldWinsOnBothSides() {
    let left = update(base, 0, .string("left"), version(5, 1))
    let right = update(base, 0, .string("right"), version(5, 2))
    let one = Merge(local: left, remote: right, granularity: .field)
    let other = Merge(local: right, remote: left, granularity: .field)
    #expect(one.state == other.state)
    #expect(one.state.values == right.values)
    #expect(one.state.withoutMerged == right)
    // Of the winner only what was merged is new.
    #expect(other.changedLocal)
    #expect(one.state.stamps[Slot(index: 2)]?.merged == Knowledge([version(5, 1)]))
    #expect(!Merge(local: one.state, remote: left, granularity: .field).changedLocal)
  }

  @Test func aWholeDocumentWinsWhereDocumentsMergeAsOne() {
    let left = document([.string("left"), .int(1)], version(2, 1))
    let right = document([.string("right"), nil], version(3, 2))
    let merge = Merge(local: left, remote: right, granularity: .document)
    #expect(merge.state.withoutMerged == right)
    #expect(merge.state.stamps.groups.map(\.merged) == [Knowledge([version(2, 1)])])
    #expect(merge.changedLocal)
  }

  @Test func aLaterEditRevivesADeletedDocumentWithItsValues() {
    let deleted = DocumentState(
      id: base.id, createdAt: base.createdAt, isDeleted: true, values: base.values,
      stamps: Stamps(
        slots: [0, 1, 2, 3].map { slot in
          let stamp = base.stamps[Slot(index: slot)]
          return slot == 1 ? stamp?.successor(version(2, 1)) : stamp
        }))
    let edited = update(base, 0, .string("x"), version(3, 2))
    let merged = Merge(local: deleted, remote: edited, granularity: .field).state
    #expect(!merged.isDeleted)
    #expect(merged.values == [.string("x"), .string("b")])
  }

  @Test func fieldsThatOnlyOneSideHasAreKept() {
    let newer = update(base, 4, .int(7), version(2, 2))
    let merged = Merge(
      local: update(base, 0, .string("x"), version(3, 1)), remote: newer, granularity: .field
    ).state
    #expect(merged.values == [.string("x"), .string("b"), nil, nil, .int(7)])
  }

  @Test(arguments: MergeGranularity.allCases)
  func equalVersionsWithOtherContentAreReportedAndMergeTheSameOnBothSides(
    granularity: MergeGranularity
  ) {
    let left = document([.string("x"), .int(1)], version(4, 1))
    let right = document([.string("x"), .int(2)], version(4, 1))
    let one = Merge(local: left, remote: right, granularity: granularity)
    let other = Merge(local: right, remote: left, granularity: granularity)
    #expect(one.state == other.state)
    #expect(one.equivocations == (granularity == .field ? [Slot(index: 3)] : [.deleted]))
    #expect(one.equivocations == other.equivocations)
    #expect(one.changedLocal != other.changedLocal)
  }

  @Test func equalContentWithOtherPastIsNoEquivocation() {
    let left = DocumentState(
      id: DocumentID("d"), createdAt: .zero, isDeleted: false, values: [.int(1)],
      stamps: Stamps(
        uniform: Stamp(version: version(4, 1), seen: Knowledge([version(1, 2)])), slotCount: 3))
    let right = DocumentState(
      id: DocumentID("d"), createdAt: .zero, isDeleted: false, values: [.int(1)],
      stamps: Stamps(uniform: Stamp(version: version(4, 1)), slotCount: 3))
    let one = Merge(local: left, remote: right, granularity: .field)
    let other = Merge(local: right, remote: left, granularity: .field)
    #expect(one.state == other.state)
    #expect(one.equivocations == [])
  }

  @Test func wholeDocumentsThatDifferInTheirStampsOnlyMergeTheSameOnBothSides() {
    let left = document([.int(1)], version(4, 1))
    var right = left
    right.stamps = Stamps(slots: [
      Stamp(version: version(3, 1)), Stamp(version: version(4, 1)), Stamp(version: version(4, 1)),
    ])
    let one = Merge(local: left, remote: right, granularity: .document)
    let other = Merge(local: right, remote: left, granularity: .document)
    #expect(one.state == other.state)
  }

  @Test func contentWithoutAStampMergesTheSameOnBothSides() {
    var left = base
    left.stamps = Stamps(slots: [nil, Stamp(version: version(1, 1))])
    var right = left
    right.values = [.string("z"), nil, .int(3)]
    let one = Merge(local: left, remote: right, granularity: .field)
    let other = Merge(local: right, remote: left, granularity: .field)
    #expect(one.state == other.state)
    #expect(one.state.values == [.string("z"), .string("b"), .int(3)])
  }

  @Test func mergingAStateWithItselfChangesNothing() {
    var samples = Samples(seed: 2)
    for _ in 0..<200 {
      let state = samples.state("d")
      for granularity in MergeGranularity.allCases {
        let merge = Merge(local: state, remote: state, granularity: granularity)
        #expect(merge.state == state)
        #expect(!merge.changedLocal)
        #expect(merge.equivocations == [])
      }
    }
  }
}
