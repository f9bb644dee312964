import Argo
import Testing

/// Whatever bytes come, the answer is a value or an error of this module: no trap, and no memory by a claimed size.
@Suite(.enabled(if: Vectors.isPresent, "shared/vectors/argo is not beside the repository"))
struct MalformedInputTests {
  @Test(arguments: Vectors.cases)
  func everyTruncationIsRefused(_ testCase: Vectors.Case) throws {
    let codec = try ArgoCodec(WireText.parse(testCase.wire))
    for message in testCase.messages {
      // All cuts of small messages; of large ones 500, spread evenly.
      let step = max(1, message.bytes.count / 500)
      for count in stride(from: 0, to: message.bytes.count, by: step) {
        #expect(throws: ArgoDecodingError.self, "\(message.fileName), \(count) bytes") {
          try codec.decode(Array(message.bytes.prefix(count)))
        }
      }
    }
  }

  @Test(arguments: Vectors.cases)
  func flippedBytesGiveAValueOrAnError(_ testCase: Vectors.Case) throws {
    let codec = try ArgoCodec(WireText.parse(testCase.wire))
    var random = SplitMix64(state: 0x5eed_a460)
    for message in testCase.messages where message.bytes.count < 10_000 {
      for _ in 0..<200 {
        var bytes = message.bytes
        for _ in 0...random.next() % 3 {
          let index = Int(random.next() % UInt64(bytes.count))
          bytes[index] = UInt8(truncatingIfNeeded: random.next())
        }
        do {
          let value = try codec.decode(bytes)
          guard case .object = value else { continue }
          _ = try? codec.encode(value)
        } catch {}
      }
    }
  }

  @Test func randomBytesGiveAValueOrAnError() throws {
    let codec = try ArgoCodec(.desc)
    var random = SplitMix64(state: 1)
    for _ in 0..<20_000 {
      var bytes: [UInt8] = [random.next() % 2 == 0 ? 0x06 : 0x04]
      for _ in 0..<random.next() % 40 {
        bytes.append(UInt8(truncatingIfNeeded: random.next() % 20))
      }
      _ = try? codec.decode(bytes)
    }
  }
}

/// A small generator with a seed.
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
