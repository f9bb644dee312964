import Testing

@testable import GraphQL

/// Section 5.3.3.
@Suite struct LeafFieldSelectionsTests {
  @Test func leavesHaveNoSelectionsAndOthersHave() {
    #expect(mistakes(in: "{ dog { barkVolume owner { name } } }") == [])
  }

  @Test func selectionsOnLeavesAreMistakes() {
    #expect(
      mistakes(in: "{ dog { barkVolume { sinceWhen } } }") == [
        "1:20: Field \"barkVolume\" must not have a selection since type \"Int\" has no subfields."
      ])
    #expect(mistakes(in: "{ dog { doesKnowCommand(dogCommand: SIT) { x } } }").count == 1)
  }

  @Test func missingSelectionsAreMistakes() {
    for (query, type) in [("human", "Human"), ("pet", "Pet"), ("catOrDog", "CatOrDog")] {
      #expect(
        mistakes(in: "{ \(query) }") == [
          "1:3: Field \"\(query)\" of type \"\(type)\" must have a selection of subfields. Did you mean \"\(query) { ... }\"?"
        ])
    }
  }
}
