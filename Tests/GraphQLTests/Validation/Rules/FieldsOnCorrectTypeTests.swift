import Testing

@testable import GraphQL

/// Section 5.3.1.
@Suite struct FieldsOnCorrectTypeTests {
  @Test func fieldsOfTheTypeAreValid() {
    #expect(mistakes(in: "{ pet { name } dog { nickname ... on Pet { name } } }") == [])
    #expect(
      mistakes(in: "{ catOrDog { __typename ... on Pet { name } ... on Dog { barkVolume } } }")
        == [])
    #expect(mistakes(in: "{ __schema { description } __type(name: \"Dog\") { name } }") == [])
  }

  @Test func othersAreMistakesWithANearMiss() {
    #expect(
      mistakes(in: "{ dog { ...F } }\nfragment F on Dog { meowVolume }")
        == ["2:21: Cannot query field \"meowVolume\" on type \"Dog\". Did you mean \"barkVolume\"?"]
    )
    #expect(
      mistakes(in: "{ dog { ...F } } fragment F on Dog { barkVolume: kawVolume }")
        == ["1:38: Cannot query field \"kawVolume\" on type \"Dog\". Did you mean \"barkVolume\"?"])
  }

  @Test func aFieldThatOnlyImplementorsHaveNeedsAnInlineFragment() {
    #expect(
      mistakes(in: "{ pet { nickname } }") == [
        "1:9: Cannot query field \"nickname\" on type \"Pet\". Did you mean to use an inline fragment on \"Dog\" or \"Cat\"?"
      ])
    #expect(
      mistakes(in: "{ catOrDog { name } }") == [
        "1:14: Cannot query field \"name\" on type \"CatOrDog\". Did you mean to use an inline fragment on \"Being\", \"Pet\", \"Cat\", \"Canine\", or \"Dog\"?"
      ])
  }

  @Test func introspectionBeginsAtTheRootOfQueries() {
    #expect(
      mistakes(in: "{ dog { __schema { description } } }")
        == ["1:9: Cannot query field \"__schema\" on type \"Dog\"."])
    #expect(mistakes(in: "mutation { __schema { description } }").count == 1)
  }

  @Test func whatIsBeneathAnUnknownFieldIsNotLookedAt() {
    #expect(mistakes(in: "{ dog { unknown { deeper { still } } } }").count == 1)
  }
}
