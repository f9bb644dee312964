import Testing

@testable import GraphQL

/// Section 5.5.2.2.
@Suite struct NoFragmentCyclesTests {
  @Test func fragmentsMayMeetAgainWithoutACycle() {
    #expect(
      mistakes(in: "{ dog { ...A ...B } } fragment A on Dog { ...B } fragment B on Dog { name }")
        == [])
  }

  @Test func aFragmentWithinItselfIsAMistake() {
    #expect(
      mistakes(in: "{ dog { ...A } }\nfragment A on Dog { ...A }")
        == ["2:21: Cannot spread fragment \"A\" within itself."])
  }

  @Test func alsoThroughOthersAndThroughFields() {
    #expect(
      mistakes(
        in: """
          { dog { ...nameFragment } }
          fragment nameFragment on Dog { name ...barkVolumeFragment }
          fragment barkVolumeFragment on Dog { barkVolume ...nameFragment }
          """) == [
          "2:37, 3:49: Cannot spread fragment \"nameFragment\" within itself via \"barkVolumeFragment\"."
        ])
    #expect(
      mistakes(
        in: """
          { dog { ...A } }
          fragment A on Dog { owner { ...B } }
          fragment B on Human { pets { ...C } }
          fragment C on Pet { ...A }
          """) == ["2:29, 3:30, 4:21: Cannot spread fragment \"A\" within itself via \"B\", \"C\"."]
    )
  }

  @Test func everyCycleIsReported() {
    #expect(
      mistakes(
        in: "{ dog { ...A } } fragment A on Dog { ...A ...B } fragment B on Dog { ...A ...B }"
      )
      .count == 3)
  }
}
