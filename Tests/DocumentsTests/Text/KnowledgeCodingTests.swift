import Documents
import Testing

@Suite struct KnowledgeCodingTests {
  private func problem(_ bytes: [UInt8]) -> KnowledgeCodingError? {
    do throws(KnowledgeCodingError) {
      _ = try KnowledgeCoding.decode(bytes)
      return nil
    } catch {
      return error
    }
  }

  @Test func anEntryIsReplicaAndTimestampBigEndian() throws {
    let knowledge = Knowledge([
      Version(timestamp: Timestamp(bits: 0x0102), replica: replica(0xA0)),
      Version(timestamp: Timestamp(bits: 3), replica: replica(5)),
    ])
    let bytes: [UInt8] = [
      0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 3,
      0, 0, 0, 0, 0, 0, 0, 0xA0, 0, 0, 0, 0, 0, 0, 1, 2,
    ]
    #expect(KnowledgeCoding.encode(knowledge) == bytes)
    #expect(try KnowledgeCoding.decode(bytes) == knowledge)
    let text = "AAAAAAAAAAUAAAAAAAAAAwAAAAAAAACgAAAAAAAAAQI"
    #expect(KnowledgeCoding.text(of: knowledge) == text)
    #expect(try KnowledgeCoding.read(text: text) == knowledge)
  }

  @Test func nothingIsEmpty() throws {
    #expect(KnowledgeCoding.encode(Knowledge()) == [])
    #expect(try KnowledgeCoding.read(text: "") == Knowledge())
  }

  @Test func otherBytesAreRefusedWithTheReason() {
    let good = KnowledgeCoding.encode(Knowledge([version(1, 1), version(1, 2)]))
    #expect(problem(Array(good.dropLast())) == .length(31))
    #expect(problem(Array(good[16...] + good[..<16])) == .order(replica(1)))
    #expect(problem(Array(good[..<16] + good[..<16])) == .order(replica(1)))
    #expect(
      problem([0, 0, 0, 0, 0, 0, 0, 9] + [UInt8](repeating: 0, count: 8)) == .zero(replica(9)))
    #expect(throws: KnowledgeCodingError.text) { try KnowledgeCoding.read(text: "=") }
  }

  @Test func randomKnowledgeRoundTrips() throws {
    var samples = Samples(seed: 4)
    for count in 0..<50 {
      let knowledge = Knowledge(
        (0..<count).map { _ in
          Version(
            timestamp: Timestamp(bits: samples.random.next()),
            replica: replica(samples.random.next()))
        })
      #expect(try KnowledgeCoding.read(text: KnowledgeCoding.text(of: knowledge)) == knowledge)
    }
  }
}
