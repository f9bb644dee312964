import Documents
import Testing

@Suite struct TimestampTests {
  @Test func theCounterCarriesOverIntoTheMilliseconds() {
    let last = Timestamp(milliseconds: 41, counter: .max)
    #expect(last.next == Timestamp(milliseconds: 42))
    #expect(last.next.milliseconds == 42)
    #expect(last.next.counter == 0)
    #expect(last < last.next)
  }

  @Test func theGreatestStaysAsItIs() {
    let greatest = Timestamp(bits: .max)
    #expect(greatest.next == greatest)
    #expect(greatest.milliseconds == Timestamp.maximumMilliseconds)
  }

  @Test func millisecondsAreClamped() {
    #expect(Timestamp(milliseconds: -1) == .zero)
    #expect(Timestamp(milliseconds: .min, counter: 3).milliseconds == 0)
    #expect(Timestamp(milliseconds: .max).milliseconds == Timestamp.maximumMilliseconds)
  }

  @Test func descriptionsNameMillisecondsAndCounter() {
    #expect("\(Timestamp(milliseconds: 96))" == "96")
    #expect("\(Timestamp(milliseconds: 96, counter: 2))" == "96+2")
    #expect("\(version(96, 255))" == "96@00000000000000ff")
  }

  @Test func versionsAreOrderedByTimestampThenReplica() {
    let sorted = [version(1, 1), version(1, 2), version(2, 1), version(2, 2)]
    #expect(sorted.reversed().sorted() == sorted)
  }

  @Test func aReplicaIDReadsOnlyWhatItWrites() {
    let id = ReplicaID(bits: 0x0123_4567_89AB_CDEF)
    #expect(ReplicaID("\(id)") == id)
    for text in [
      "", "0123456789abcde", "0123456789abcdef0", "0123456789ABCDEF", "+123456789abcdef",
      "-000000000000000", "0123456789abcdeg",
    ] {
      #expect(ReplicaID(text) == nil)
    }
  }
}
