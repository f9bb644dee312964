import Argo
import GraphQL
import Testing

/// The published test data. It must be in `../shared/vectors/argo`, beside the repository; otherwise these are skipped.
@Suite(.enabled(if: Vectors.isPresent, "shared/vectors/argo is not beside the repository"))
struct VectorTests {
  @Test func thereAreAllCases() {
    #expect(Vectors.cases.count == 17)
    #expect(Vectors.cases.map(\.messages.count).reduce(0, +) == 132)
  }

  @Test(arguments: Vectors.cases)
  func wireTypesPrintAsPublished(_ testCase: Vectors.Case) {
    #expect(WireText.parse(testCase.wire).description == testCase.wire)
  }

  @Test(arguments: Vectors.cases)
  func messagesDecodeToTheResponse(_ testCase: Vectors.Case) throws {
    let codec = try ArgoCodec(WireText.parse(testCase.wire))
    let expected = ArgoValue(try JSON(parsing: testCase.json))
    for message in testCase.messages {
      #expect(try codec.decode(message.bytes) == expected, "\(message.fileName)")
    }
  }

  /// The reference encoder goes on to use backreferences when it sets `NoDeduplication`, so this one is told to as well.
  @Test(arguments: Vectors.cases)
  func responsesEncodeToTheBytes(_ testCase: Vectors.Case) throws {
    let codec = try ArgoCodec(WireText.parse(testCase.wire))
    let value = ArgoValue(try JSON(parsing: testCase.json))
    for message in testCase.messages {
      let header = try ArgoMessageReader(message.bytes).header
      let bytes = try codec.encode(value, header: header, deduplicates: true)
      #expect(bytes == message.bytes, "\(message.fileName)")
    }
  }

  @Test(arguments: Vectors.cases)
  func messagesWithoutDeduplicationHaveNoBackreferences(_ testCase: Vectors.Case) throws {
    let codec = try ArgoCodec(WireText.parse(testCase.wire))
    let value = ArgoValue(try JSON(parsing: testCase.json))
    for modes in [ArgoModes.noDeduplication, [.noDeduplication, .inlineEverything]] {
      let header = ArgoHeader(modes.union([.outOfBandFieldErrors, .selfDescribingErrors]))
      let bytes = try codec.encode(value, header: header)
      #expect(try codec.decode(bytes) == value)
    }
  }
}
