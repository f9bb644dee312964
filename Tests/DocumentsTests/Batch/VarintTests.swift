import Documents
import Testing

@Suite struct VarintTests {
  private func read(_ bytes: [UInt8]) -> (UInt64?, Int) {
    var position = 0
    let number = bytes.withUnsafeBytes { Varint.read($0, at: &position) }
    return (number, position)
  }

  @Test func numbersRoundTripAndEveryTruncationIsRefused() {
    var samples = Samples(seed: 6)
    let edges = (0..<64).flatMap { [UInt64(1) << UInt64($0), UInt64(1) << UInt64($0) &- 1] }
    let numbers = edges + [.max] + (0..<500).map { _ in samples.random.next() }
    for number in numbers {
      var bytes: [UInt8] = []
      Varint.append(number, to: &bytes)
      #expect(read(bytes + [7]) == (number, bytes.count))
      for length in 0..<bytes.count { #expect(read(Array(bytes.prefix(length))).0 == nil) }
    }
  }

  @Test func moreThan64BitsAreRefused() {
    #expect(read([UInt8](repeating: 0xFF, count: 9) + [1]).0 == .max)
    #expect(read([UInt8](repeating: 0xFF, count: 9) + [2]).0 == nil)
    #expect(read([UInt8](repeating: 0x80, count: 10) + [0]).0 == nil)
    #expect(read([UInt8](repeating: 0xFF, count: 100)).0 == nil)
  }

  @Test func longerFormsThanTheShortestAreRefused() {
    #expect(read([0]).0 == 0)
    for bytes: [UInt8] in [[0x80, 0], [0x81, 0], [0xFF, 0x80, 0]] { #expect(read(bytes).0 == nil) }
  }

  @Test func zigZagKeepsSmallMagnitudesSmall() {
    #expect([0, -1, 1, -2, 2].map(Varint.zigZag) == [0, 1, 2, 3, 4])
    for number in [Int64.min, .max, 0, -1, 1, 1 << 40, -(1 << 40)] {
      #expect(Varint.unzigZag(Varint.zigZag(number)) == number)
    }
  }
}
