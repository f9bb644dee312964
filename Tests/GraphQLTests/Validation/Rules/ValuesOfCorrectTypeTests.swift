import Testing

@testable import GraphQL

private func arguments(_ field: String) -> [String] {
  petSchema.validate(try! DocumentNode(parsing: "{ arguments { \(field) } }")).map(\.message)
}

/// Sections 5.6.1, 5.6.2 and 5.6.4.
@Suite struct ValuesOfCorrectTypeTests {
  @Test(arguments: [
    "intArgField(intArg: 123)", "intArgField(intArg: -2147483648)", "intArgField(intArg: null)",
    "floatArgField(floatArg: 1)", "floatArgField(floatArg: 1.5e300)",
    "stringArgField(stringArg: \"s\")", "stringArgField(stringArg: \"\"\"s\"\"\")",
    "booleanArgField(booleanArg: true)", "idArgField(idArg: 1)", "idArgField(idArg: \"1\")",
    "commandArgField(command: SIT)", "nonNullListArgField(list: [\"a\"])",
    "nonNullListArgField(list: \"a\")", "nonNullListArgField(list: [])",
    "booleanListArgField(booleanListArg: [true, null])",
    "complexArgField(complex: {required: true, self: {required: false, list: [null]}})",
    "oneOfArgField(oneOf: {id: 1})", "anyArgField(any: {a: [1, X, null, 2.5, \"s\"]})",
  ])
  func valuesOfTheTypeAreValid(field: String) {
    #expect(arguments(field) == [])
  }

  @Test(arguments: [
    ("intArgField(intArg: \"123\")", "Int cannot represent non-integer value: \"123\""),
    (
      "intArgField(intArg: 2147483648)",
      "Int cannot represent non 32-bit signed integer value: 2147483648"
    ),
    ("intArgField(intArg: 1.0)", "Int cannot represent non-integer value: 1.0"),
    ("intArgField(intArg: X)", "Int cannot represent non-integer value: X"),
    ("stringArgField(stringArg: 1)", "String cannot represent a non string value: 1"),
    ("stringArgField(stringArg: X)", "String cannot represent a non string value: X"),
    ("floatArgField(floatArg: \"1\")", "Float cannot represent non numeric value: \"1\""),
    ("booleanArgField(booleanArg: 1)", "Boolean cannot represent a non boolean value: 1"),
    (
      "booleanArgField(booleanArg: \"true\")",
      "Boolean cannot represent a non boolean value: \"true\""
    ),
    ("idArgField(idArg: 1.5)", "ID cannot represent value: 1.5"),
    ("idArgField(idArg: true)", "ID cannot represent value: true"),
    (
      "commandArgField(command: \"SIT\")",
      "Enum \"DogCommand\" cannot represent non-enum value: \"SIT\". Did you mean the enum value \"SIT\"?"
    ),
    (
      "commandArgField(command: SITT)",
      "Value \"SITT\" does not exist in \"DogCommand\" enum. Did you mean the enum value \"SIT\"?"
    ),
    (
      "commandArgField(command: sit)",
      "Value \"sit\" does not exist in \"DogCommand\" enum. Did you mean the enum value \"SIT\"?"
    ),
    ("nonNullListArgField(list: [\"a\", null])", "Expected value of type \"String!\", found null."),
    ("nonNullListArgField(list: [1])", "String cannot represent a non string value: 1"),
    ("nonNullListArgField(list: 1)", "String cannot represent a non string value: 1"),
    ("complexArgField(complex: 1)", "Expected value of type \"Complex\", found 1."),
    ("intArgField(intArg: [1])", "Int cannot represent non-integer value: [1]"),
  ])
  func othersAreMistakes(field: String, message: String) {
    #expect(arguments(field) == [message])
  }

  @Test func fieldsOfInputObjectsExist() {
    #expect(
      arguments("complexArgField(complex: {required: true, requird: false})") == [
        "Field \"requird\" is not defined by type \"Complex\". Did you mean \"required\"?"
      ])
    #expect(
      mistakes(in: "{ findDog(searchBy: {favoriteCookieFlavor: \"Bacon\"}) { name } }").count == 1)
  }

  @Test func requiredFieldsOfInputObjectsAreGiven() {
    #expect(
      arguments("complexArgField(complex: {int: 1})") == [
        "Field \"Complex.required\" of required type \"Boolean!\" was not provided."
      ])
    #expect(
      arguments("complexArgField(complex: {required: null})") == [
        "Expected value of type \"Boolean!\", found null."
      ])
    #expect(
      arguments("complexArgField(complex: {required: true, nonNull: null})") == [
        "Expected value of type \"Boolean!\", found null."
      ])
  }

  @Test func exactlyOneFieldOfAOneOfInputObjectIsGiven() {
    #expect(mistakes(in: "mutation { addPet(pet: {cat: {name: \"Brontie\"}}) { name } }") == [])
    #expect(
      mistakes(in: "mutation { addPet(pet: {cat: {name: \"a\"}, dog: {name: \"b\"}}) { name } }")
        == ["1:24: OneOf Input Object \"PetInput\" must specify exactly one key."])
    #expect(
      mistakes(in: "mutation { addPet(pet: {cat: null, dog: {name: \"b\"}}) { name } }").count == 1)
    #expect(
      mistakes(in: "mutation { addPet(pet: {}) { name } }")
        == ["1:24: OneOf Input Object \"PetInput\" must specify exactly one key."])
    #expect(
      mistakes(in: "mutation { addPet(pet: {cat: null}) { name } }")
        == ["1:24: Field \"PetInput.cat\" must be non-null."])
  }

  @Test func defaultValuesOfVariablesAreChecked() {
    #expect(
      mistakes(in: "query ($x: Int = \"a\") { arguments { intArgField(intArg: $x) } }")
        == ["1:18: Int cannot represent non-integer value: \"a\""])
    #expect(
      mistakes(
        in:
          "query ($b: Boolean! = null) { arguments { nonNullBooleanArgField(nonNullBooleanArg: $b) } }"
      ).count == 1)
  }

  @Test func argumentsOfDirectivesAreChecked() {
    #expect(
      mistakes(in: "{ dog @include(if: \"yes\") { name } }")
        == ["1:20: Boolean cannot represent a non boolean value: \"yes\""])
  }
}
