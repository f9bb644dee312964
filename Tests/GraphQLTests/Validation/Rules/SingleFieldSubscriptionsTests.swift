import Testing

@testable import GraphQL

/// Section 5.2.4.1.
@Suite struct SingleFieldSubscriptionsTests {
  @Test func oneRootFieldIsValidHoweverItIsWritten() {
    #expect(mistakes(in: "subscription sub { newMessage { body sender } }") == [])
    #expect(
      mistakes(
        in:
          "subscription sub { ...newMessageFields } fragment newMessageFields on Subscription { newMessage { body sender } }"
      ) == [])
    #expect(
      mistakes(in: "subscription { newMessage { body } ... { newMessage { sender } } }") == [])
  }

  @Test func severalRootFieldsAreAMistake() {
    #expect(
      mistakes(in: "subscription sub { newMessage { body } disallowedSecondRootField }")
        == ["1:40: Subscription \"sub\" must select only one top level field."])
    #expect(
      mistakes(
        in:
          "subscription sub { ...multipleSubscriptions }\nfragment multipleSubscriptions on Subscription { newMessage { body } disallowedSecondRootField }"
      ) == ["2:70: Subscription \"sub\" must select only one top level field."])
    #expect(
      mistakes(in: "subscription { newMessage { body } other: newMessage { body } }")
        == ["1:36: Anonymous Subscription must select only one top level field."])
  }

  @Test func skipAndIncludeAtTheRootAreMistakes() {
    #expect(
      mistakes(
        in:
          "subscription requiredRuntimeValidation($bool: Boolean!) { newMessage @include(if: $bool) { body } disallowedSecondRootField @skip(if: $bool) }"
      ) == [
        "1:70: Subscription \"requiredRuntimeValidation\" must not use \"@include\" in the top level selection.",
        "1:125: Subscription \"requiredRuntimeValidation\" must not use \"@skip\" in the top level selection.",
        "1:99: Subscription \"requiredRuntimeValidation\" must select only one top level field.",
      ])
    #expect(
      mistakes(in: "subscription { ... @skip(if: false) { newMessage { body } } }").count == 1)
    #expect(mistakes(in: "subscription { newMessage { body @skip(if: true) } }") == [])
  }

  @Test func introspectionAtTheRootIsAMistake() {
    #expect(
      mistakes(in: "subscription sub { __typename }")
        == ["1:20: Subscription \"sub\" must not select an introspection top level field."])
  }

  @Test func queriesAreFree() {
    #expect(mistakes(in: "{ __typename dog @skip(if: true) { name } pet { name } }") == [])
  }
}
