import Testing

@testable import GraphQL

/// Section 5.8.2.
@Suite struct VariablesAreInputTypesTests {
  @Test func scalarsEnumsAndInputObjectsAreValid() {
    #expect(
      mistakes(
        in:
          "query ($b: [Boolean!]!, $i: FindDogInput, $c: DogCommand) { booleanList(booleanListArg: $b) findDog(searchBy: $i) { name } arguments { commandArgField(command: $c) } }"
      ) == [])
  }

  @Test(arguments: [
    ("Cat", "Cat"), ("Pet", "Pet"), ("CatOrDog", "CatOrDog"), ("[Dog!]!", "[Dog!]!"),
  ])
  func othersAreMistakes(type: String, name: String) {
    #expect(
      mistakes(in: "query ($d: \(type)) { human(id: $d) { name } }").first
        == "1:12: Variable \"$d\" cannot be non-input type \"\(name)\".")
  }
}
