import Testing

@testable import GraphQL

/// Section 5.5.1.3.
@Suite struct FragmentsOnCompositeTypesTests {
  @Test func objectsInterfacesAndUnionsAreValid() {
    #expect(
      mistakes(
        in: "{ pet { ... on Dog { name } ... on Being { name } ... on CatOrDog { __typename } } }")
        == [])
  }

  @Test func leavesAndInputObjectsAreMistakes() {
    #expect(
      mistakes(in: "{ dog { ...fragOnScalar } } fragment fragOnScalar on Int { something }")
        == ["1:54: Fragment \"fragOnScalar\" cannot condition on non composite type \"Int\"."])
    #expect(
      mistakes(in: "{ dog { ... on DogCommand { x } ... on Complex { y } } }") == [
        "1:16: Fragment cannot condition on non composite type \"DogCommand\".",
        "1:40: Fragment cannot condition on non composite type \"Complex\".",
      ])
  }
}
