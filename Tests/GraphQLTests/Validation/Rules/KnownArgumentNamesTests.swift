import Testing

@testable import GraphQL

/// Section 5.4.1.
@Suite struct KnownArgumentNamesTests {
  @Test func argumentsOfTheFieldOrDirectiveAreValid() {
    #expect(
      mistakes(
        in:
          "{ dog { doesKnowCommand(dogCommand: SIT) isHouseTrained(atOtherHomes: true) @include(if: true) } }"
      ) == [])
  }

  @Test func othersAreMistakesWithANearMiss() {
    #expect(
      mistakes(in: "{ dog { name(surnam: true) } }") == [
        "1:14: Unknown argument \"surnam\" on field \"Dog.name\". Did you mean \"surname\"?"
      ])
    #expect(
      mistakes(
        in: "{ dog { isHouseTrained(atOtherHomes: true) @include(unless: false, if: true) } }")
        == [
          "1:53: Unknown argument \"unless\" on directive \"@include\"."
        ])
  }

  @Test func argumentsOfWhatIsUnknownAreNotLookedAt() {
    #expect(mistakes(in: "{ dog { nope(a: 1) name @nope(b: 1) } }").count == 2)
  }
}
