import Documents
import GraphQL
import Testing

@testable import DocumentAPI

@Suite("The _version of a row")
struct VersionTextTests {
  @Test("is the text of the highest version of each replica", arguments: 0..<200)
  func texts(seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed))
    let replicas = (0..<3).map { _ in ReplicaID(bits: random.next()) }
    let groups = Int.random(in: 1...4, using: &random)
    let one = Bool.random(using: &random)
    let stamps = Stamps(
      slots: (0..<groups).map { _ in
        Stamp(
          version: Version(
            timestamp: Timestamp(bits: random.next() | 1),
            replica: one ? replicas[0] : replicas[Int.random(in: 0..<3, using: &random)]))
      })
    var bytes: [UInt8] = []
    StampsCoding.append(stamps, to: &bytes) { replicas.firstIndex(of: $0) ?? 0 }
    var sink = TextSink()
    bytes.withUnsafeBytes { VersionText.write(stamps: $0, replicas: replicas, to: &sink) }
    #expect(sink.text == KnowledgeCoding.text(of: stamps.versionVector))
  }
}

private struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

  /// SplitMix64 (Steele, Lea, Flood).
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }
}

/// Keeps the text of the last cell.
private struct TextSink: CellSink {
  var text: String?

  mutating func null() {}
  mutating func bool(_ value: Bool) {}
  mutating func int(_ value: Int64) {}
  mutating func double(_ value: Double) {}
  mutating func string(_ value: String) { text = value }
  mutating func utf8(_ bytes: UnsafeRawBufferPointer) {
    text = String(decoding: bytes, as: UTF8.self)
  }
  mutating func resolved(_ value: Resolved) {}
}
