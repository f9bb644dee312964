import Testing

@testable import GraphQL

/// Section 5.5.1.4.
@Suite struct NoUnusedFragmentsTests {
  @Test func fragmentsThatAnOperationReachesAreUsed() {
    #expect(
      mistakes(
        in:
          "{ dog { ...A } } fragment A on Dog { ...B } fragment B on Dog { owner { ...C } } fragment C on Human { name }"
      ) == [])
  }

  @Test func fragmentsThatOnlyUnusedOnesSpreadAreNot() {
    #expect(
      mistakes(in: "{ dog { name } }\nfragment A on Dog { ...B }\nfragment B on Dog { name }")
        == ["2:1: Fragment \"A\" is never used.", "3:1: Fragment \"B\" is never used."])
  }
}
