import Documents
import Testing

@Suite struct Base64URLTests {
  @Test func theExamplesOfTheRFCComeOutWithoutPadding() {
    let examples = [
      "": "", "f": "Zg", "fo": "Zm8", "foo": "Zm9v", "foob": "Zm9vYg", "foobar": "Zm9vYmFy",
    ]
    for (bytes, text) in examples {
      #expect(Base64URL.encode(bytes.utf8) == text)
      #expect(Base64URL.decode(text) == Array(bytes.utf8))
    }
    #expect(Base64URL.encode([0xFB, 0xFF]) == "-_8")
  }

  @Test func everyLengthRoundTrips() {
    var samples = Samples(seed: 3)
    for length in 0..<100 {
      let bytes = (0..<length).map { _ in UInt8(samples.number(0..<256)) }
      #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
    }
  }

  @Test(arguments: ["A", "AAAAA", "Zg==", "Zh", "Zm9", "Zm9v ", "+A", "/A", "é", "Zg\n", "-_9"])
  func otherTextIsRefused(text: String) {
    #expect(Base64URL.decode(text) == nil)
  }
}
