import Testing

@testable import GraphQL

/// Section 5.5.2.1.
@Suite struct KnownFragmentNamesTests {
  @Test func aFragmentMayBeDefinedAnywhereInTheDocument() {
    #expect(mistakes(in: "fragment F on Dog { name } { dog { ...F } }") == [])
  }

  @Test func aSpreadOfNoneIsAMistakeWithANearMiss() {
    #expect(
      mistakes(in: "{ dog { ...undefinedFragment } }")
        == ["1:12: Unknown fragment \"undefinedFragment\"."])
    #expect(
      mistakes(in: "{ dog { ...dogFields ...dogField } } fragment dogFields on Dog { name }")
        == ["1:25: Unknown fragment \"dogField\". Did you mean \"dogFields\"?"])
  }
}
