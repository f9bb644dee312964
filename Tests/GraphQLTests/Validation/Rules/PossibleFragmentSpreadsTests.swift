import Testing

@testable import GraphQL

/// Section 5.5.2.3.
@Suite struct PossibleFragmentSpreadsTests {
  @Test func objectsInTheScopeOfObjects() {
    #expect(mistakes(in: "{ dog { ... on Dog { barkVolume } } }") == [])
    #expect(
      mistakes(in: "{ dog { ... on Cat { meowVolume } } }") == [
        "1:9: Fragment cannot be spread here as objects of type \"Dog\" can never be of type \"Cat\"."
      ])
  }

  @Test func abstractTypesInTheScopeOfObjects() {
    #expect(
      mistakes(in: "{ dog { ... on Pet { name } ... on CatOrDog { ... on Cat { meowVolume } } } }")
        == [])
    #expect(mistakes(in: "{ human { ... on Pet { name } } }").count == 1)
  }

  @Test func objectsInTheScopeOfAbstractTypes() {
    #expect(
      mistakes(in: "{ pet { ... on Dog { barkVolume } } catOrDog { ... on Cat { meows } } }") == [])
    #expect(
      mistakes(in: "{ humanOrAlien { ...F } }\nfragment F on Dog { name }") == [
        "1:18: Fragment \"F\" cannot be spread here as objects of type \"HumanOrAlien\" can never be of type \"Dog\"."
      ])
  }

  @Test func abstractTypesInTheScopeOfAbstractTypes() {
    #expect(
      mistakes(
        in: "{ pet { ... on DogOrHuman { ... on Dog { barkVolume } } ... on Canine { name } } }")
        == [])
    #expect(
      mistakes(in: "{ pet { ...sentientFragment } } fragment sentientFragment on Sentient { name }")
        == [
          "1:9: Fragment \"sentientFragment\" cannot be spread here as objects of type \"Pet\" can never be of type \"Sentient\"."
        ])
  }
}
