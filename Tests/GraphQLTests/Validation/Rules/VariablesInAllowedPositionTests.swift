import Testing

@testable import GraphQL

private func with(_ variable: String, _ field: String) -> [String] {
  mistakes(in: "query (\(variable)) { arguments { \(field) } }")
}

/// Section 5.8.5.
@Suite struct VariablesInAllowedPositionTests {
  @Test func typesMustAgree() {
    #expect(with("$x: Int", "intArgField(intArg: $x)") == [])
    #expect(
      with("$x: Int", "booleanArgField(booleanArg: $x)") == [
        "1:8, 1:59: Variable \"$x\" of type \"Int\" used in position expecting type \"Boolean\"."
      ])
    #expect(with("$x: Int", "floatArgField(floatArg: $x)").count == 1)
    #expect(with("$x: String", "idArgField(idArg: $x)").count == 1)
  }

  @Test func listsAreNoItemsAndItemsNoLists() {
    #expect(with("$x: [Boolean]", "booleanArgField(booleanArg: $x)").count == 1)
    #expect(with("$x: Boolean!", "booleanListArgField(booleanListArg: $x)").count == 1)
    #expect(with("$x: Boolean", "booleanListArgField(booleanListArg: [$x])") == [])
  }

  @Test func nonNullGoesWhereNullableIsExpected() {
    #expect(with("$x: Boolean!", "booleanArgField(booleanArg: $x)") == [])
    #expect(with("$x: [Boolean!]!", "booleanListArgField(booleanListArg: $x)") == [])
    #expect(with("$x: [String!]", "nonNullListArgField(list: $x)") == [])
  }

  @Test func nullableDoesNotGoWhereNonNullIsExpected() {
    #expect(with("$x: Boolean", "nonNullBooleanArgField(nonNullBooleanArg: $x)").count == 1)
    #expect(with("$x: [Boolean]", "booleanListArgField(booleanListArg: $x)").count == 1)
    #expect(with("$x: [String]", "nonNullListArgField(list: $x)").count == 1)
    #expect(mistakes(in: "query ($b: Boolean) { dog @skip(if: $b) { name } }").count == 1)
  }

  @Test func unlessEitherHasADefaultThatIsNotNull() {
    #expect(with("$x: Boolean", "optionalNonNullBooleanArgField(optionalBooleanArg: $x)") == [])
    #expect(with("$x: Boolean = true", "nonNullBooleanArgField(nonNullBooleanArg: $x)") == [])
    #expect(with("$x: Boolean = null", "nonNullBooleanArgField(nonNullBooleanArg: $x)").count == 1)
  }

  @Test func fieldsOfInputObjectsArePositionsToo() {
    #expect(with("$x: Boolean", "complexArgField(complex: {required: $x})").count == 1)
    #expect(with("$x: Boolean", "complexArgField(complex: {required: true, nonNull: $x})") == [])
    #expect(with("$x: Complex", "complexArgField(complex: {required: true, self: $x})") == [])
  }

  @Test func aFieldOfAOneOfInputObjectTakesNonNullVariablesOnly() {
    #expect(mistakes(in: "mutation ($cat: CatInput!) { addPet(pet: {cat: $cat}) { name } }") == [])
    #expect(
      mistakes(in: "mutation ($cat: CatInput) { addPet(pet: {cat: $cat}) { name } }") == [
        "1:11, 1:47: Variable \"$cat\" is of type \"CatInput\" but must be non-nullable to be used for OneOf Input Object \"PetInput\"."
      ])
    #expect(
      mistakes(
        in: "mutation ($cat: CatInput = {name: \"a\"}) { addPet(pet: {cat: $cat}) { name } }"
      )
      .count == 1)
  }

  @Test func positionsInFragmentsCount() {
    #expect(
      mistakes(
        in:
          "query ($x: Int) { dog { ...F } } fragment F on Dog { isHouseTrained(atOtherHomes: $x) }")
        == [
          "1:8, 1:83: Variable \"$x\" of type \"Int\" used in position expecting type \"Boolean\"."
        ])
  }
}
