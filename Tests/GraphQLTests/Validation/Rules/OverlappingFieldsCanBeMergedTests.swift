import Testing

@testable import GraphQL

private func dog(_ selections: String) -> [String] { mistakes(in: "{ dog { \(selections) } }") }

private let advice =
  ". Use different aliases on the fields to fetch both if this was intentional."

/// Section 5.3.2.
@Suite struct OverlappingFieldsCanBeMergedTests {
  @Test func theSameFieldsAreMerged() {
    #expect(dog("name name") == [])
    #expect(dog("otherName: name otherName: name") == [])
    #expect(dog("doesKnowCommand(dogCommand: SIT) doesKnowCommand(dogCommand: SIT)") == [])
    #expect(dog("name @onField name") == [])
  }

  @Test func differentFieldsUnderOneKeyConflict() {
    #expect(
      dog("name: nickname name") == [
        "1:9, 1:24: Fields \"dog.name\" conflict because \"nickname\" and \"name\" are different fields"
          + advice
      ])
  }

  @Test func differentArgumentsConflict() {
    #expect(
      dog("doesKnowCommand(dogCommand: SIT) doesKnowCommand(dogCommand: HEEL)") == [
        "1:9, 1:42: Fields \"dog.doesKnowCommand\" conflict because they have differing arguments"
          + advice
      ])
    #expect(dog("name name(surname: true)").count == 1)
    #expect(
      mistakes(
        in:
          "query ($c: DogCommand!) { dog { doesKnowCommand(dogCommand: SIT) doesKnowCommand(dogCommand: $c) } }"
      ).count == 1)
  }

  @Test func theOrderOfArgumentsAndInputFieldsDoesNotMatter() {
    func complex(_ first: String, _ second: String) -> [String] {
      mistakes(
        in:
          "{ arguments { complexArgField(complex: \(first)) complexArgField(complex: \(second)) } }"
      )
    }
    #expect(complex("{required: true, int: 1}", "{int: 1, required: true}") == [])
    #expect(complex("{required: true, int: 1}", "{int: 2, required: true}").count == 1)
    #expect(
      complex("{required: true, list: [\"a\", \"b\"]}", "{required: true, list: [\"b\", \"a\"]}")
        .count == 1)
    #expect(
      mistakes(
        in: "{ arguments { multipleRequirements(x: 1, y: 2) multipleRequirements(y: 2, x: 1) } }")
        == []
    )
  }

  @Test func fieldsOfDifferentObjectsMayDiffer() {
    #expect(
      mistakes(
        in: "{ pet { ... on Dog { volume: barkVolume } ... on Cat { volume: meowVolume } } }")
        == [])
    #expect(
      mistakes(
        in:
          "{ pet { ... on Dog { doesKnowCommand(dogCommand: SIT) } ... on Cat { doesKnowCommand(catCommand: JUMP) } } }"
      ) == [])
  }

  @Test func butTheirShapesMustAgree() {
    #expect(
      mistakes(
        in: "{ pet { ... on Dog { someValue: nickname } ... on Cat { someValue: meowVolume } } }")
        == [
          "1:22, 1:57: Fields \"pet.someValue\" conflict because they return conflicting types \"String\" and \"Int\""
            + advice
        ])
    #expect(
      mistakes(in: "{ pet { ... on Dog { extra { string } } ... on Cat { extra { string } } } }")
        == [
          "1:30, 1:62: Fields \"pet.extra.string\" conflict because they return conflicting types \"String\" and \"Int\""
            + advice
        ])
    #expect(
      mistakes(
        in:
          "{ pet { ... on Dog { x: barkVolume } ... on Cat { x: doesKnowCommand(catCommand: JUMP) } } }"
      ).count == 1)
    #expect(
      mistakes(in: "{ human { ... on Human { x: pets { name } x: relatives { name } } } }").count
        == 1)
  }

  @Test func aFieldOfAnInterfaceMeetsThoseOfItsObjects() {
    #expect(mistakes(in: "{ pet { name(surname: true) ... on Dog { name } } }").count == 1)
    #expect(mistakes(in: "{ pet { name ... on Dog { name } ... on Cat { name } } }") == [])
  }

  @Test func conflictsAreFoundThroughFragments() {
    #expect(
      mistakes(
        in: "{ dog { ...A ...B } } fragment A on Dog { x: barks } fragment B on Dog { x: nickname }"
      ).count == 1)
    #expect(
      mistakes(
        in:
          "{ dog { owner { ...A } } dog { owner { ...B } } } fragment A on Human { x: name } fragment B on Human { x: iq }"
      ).first?.contains("Fields \"dog.owner.x\" conflict") == true)
    #expect(mistakes(in: "{ dog { ...A ...A } } fragment A on Dog { name }") == [])
  }

  @Test func conflictsAreReportedBesideOtherMistakes() {
    #expect(dog("name: nickname name unknown").count == 2)
  }

  /// The fields of every level are there twice, so pairs of pairs would be exponential.
  @Test(.timeLimit(.minutes(1))) func repeatedLevelsTakeTimeInProportion() {
    var text = "name"
    for _ in 0..<20 { text = "rival { \(text) } rival { \(text.count < 20_000 ? text : "name") }" }
    let found = petSchema.validate(
      try! DocumentNode(parsing: "{ pet { \(text) } }", limits: .schema), limits: .trusted)
    #expect(found == [])
  }
}
