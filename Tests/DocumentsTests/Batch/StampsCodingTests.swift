import Documents
import Testing

private func encode(_ stamps: Stamps, _ replicas: inout [ReplicaID]) -> [UInt8] {
  var bytes: [UInt8] = []
  StampsCoding.append(stamps, to: &bytes) { replica in
    if let index = replicas.firstIndex(of: replica) { return index }
    replicas.append(replica)
    return replicas.count - 1
  }
  return bytes
}

private func decode(_ bytes: [UInt8], _ replicas: [ReplicaID]) -> Stamps? {
  bytes.withUnsafeBytes { StampsCoding.read($0, replicas: replicas) }
}

extension Stamps {
  /// Whether these are the given stamps but for what was merged.
  fileprivate func isWithoutMerged(_ stamps: Stamps) -> Bool {
    slotCount == stamps.slotCount
      && (0..<slotCount).allSatisfy {
        self[Slot(index: $0)] == stamps[Slot(index: $0)]?.withoutMerged
      }
  }
}

@Suite struct StampsCodingTests {
  @Test func theFormIsFixed() {
    var replicas = [replica(9)]
    let uniform = Stamps(
      uniform: Stamp(
        version: Version(timestamp: Timestamp(bits: 0x0102), replica: replica(9))), slotCount: 4)
    #expect(encode(uniform, &replicas) == [1, 0, 0, 0, 0, 0, 0, 0, 1, 2, 0, 9])
    let mixed = Stamps(slots: [
      nil,
      Stamp(
        version: Version(timestamp: Timestamp(bits: 5), replica: replica(9)),
        seen: Knowledge([Version(timestamp: Timestamp(bits: 4), replica: replica(7))])),
      Stamp(version: Version(timestamp: Timestamp(bits: 6), replica: replica(7))),
    ])
    #expect(
      encode(mixed, &replicas) == [
        2,
        0, 0, 0, 0, 0, 0, 0, 0, 5, 1, 1, 0, 0, 0, 0, 0, 0, 0, 4,
        1, 0, 0, 0, 0, 0, 0, 0, 6, 0,
        6, 0, 1, 2,
      ])
    #expect(replicas == [replica(9), replica(7)])
  }

  @Test func stampsRoundTripAndNoDamageTraps() {
    var samples = Samples(seed: 8)
    for _ in 0..<200 {
      let stamps = samples.stamps(slotCount: samples.number(1..<7))
      var replicas: [ReplicaID] = []
      let bytes = encode(stamps, &replicas)
      #expect(decode(bytes, replicas) == stamps)
      var versions: [Version] = []
      let isWellFormed = bytes.withUnsafeBytes {
        StampsCoding.forEachVersion($0) {
          versions.append(Version(timestamp: $1, replica: replicas[$0]))
        }
      }
      #expect(isWellFormed)
      #expect(versions == stamps.groups.map(\.version))
      for length in 0..<bytes.count {
        // Only the part about what was merged may be missing.
        let cut = decode(Array(bytes.prefix(length)), replicas)
        #expect(cut == nil || cut?.isWithoutMerged(stamps) == true)
      }
      #expect(decode(bytes + [0], replicas) == nil)
      for bit in 0..<bytes.count * 8 {
        var damaged = bytes
        damaged[bit / 8] ^= 1 << UInt8(bit % 8)
        _ = damaged.withUnsafeBytes { StampsCoding.forEachVersion($0) { _, _ in } }
        if let read = decode(damaged, replicas) { #expect(encode(read, &replicas) == damaged) }
      }
    }
  }

  @Test(
    arguments: [
      [], [0], [1], [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5],
      [1, 1, 0, 0, 0, 0, 0, 0, 0, 5, 0, 5], [1, 0, 0, 0, 0, 0, 0, 0, 0, 5, 0, 1],
      [1, 0, 0, 0, 0, 0, 0, 0, 0, 5, 0, 4, 0, 0], [1, 0, 0, 0, 0, 0, 0, 0, 0, 5, 0, 2, 2],
      [2, 0, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 0, 4, 1, 2],
      [1, 0, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F],
      [0xFF, 0xFF, 0xFF, 0xFF, 0x0F],
    ] as [[UInt8]])
  func malformedBytesAreRefused(bytes: [UInt8]) {
    #expect(bytes == [0] || decode(bytes, [replica(1)]) == nil)
  }

  @Test func whatWasMergedStandsAtTheEndAndOnlyThere() {
    var replicas = [replica(9), replica(7)]
    func time(_ bits: UInt64, _ number: UInt64) -> Version {
      Version(timestamp: Timestamp(bits: bits), replica: replica(number))
    }
    let stamps = Stamps(slots: [
      Stamp(version: time(5, 9)),
      Stamp(version: time(6, 9), merged: Knowledge([time(4, 7), time(3, 8)])),
    ])
    let bytes = encode(stamps, &replicas)
    #expect(
      bytes == [
        2, 0, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6, 0, 4, 1, 2,
        1, 1, 2, 1, 0, 0, 0, 0, 0, 0, 0, 4, 2, 0, 0, 0, 0, 0, 0, 0, 3,
      ])
    #expect(replicas == [replica(9), replica(7), replica(8)])
    #expect(decode(bytes, replicas) == stamps)
    let before = Array(bytes.prefix(24))
    for part in [
      [0], [1], [1, 1, 0], [1, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 4],
      [1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 4], [1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0],
      [1, 1, 1, 3, 0, 0, 0, 0, 0, 0, 0, 4], [1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 4, 0],
    ] as [[UInt8]] {
      #expect(decode(before + part, replicas) == nil, "\(part)")
    }
  }

  /// PROTOCOL.md: there is one form for given stamps, and another one is an error.
  @Test(
    arguments: [
      // Groups in another order than that of the slots that use them.
      [2, 0, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6, 0, 4, 2, 1],
      // A group that is uniform, written slot by slot.
      [1, 0, 0, 0, 0, 0, 0, 0, 0, 5, 0, 4, 1, 1],
      // A last slot without a stamp.
      [1, 0, 0, 0, 0, 0, 0, 0, 0, 5, 0, 6, 1, 1, 0],
      // What was seen, not by replica; and of the writer itself.
      [1, 0, 0, 0, 0, 0, 0, 0, 0, 5, 2, 2, 0, 0, 0, 0, 0, 0, 0, 4, 1, 0, 0, 0, 0, 0, 0, 0, 4, 5],
      [1, 0, 0, 0, 0, 0, 0, 0, 0, 5, 1, 0, 0, 0, 0, 0, 0, 0, 0, 4, 5],
      // A number that could be shorter.
      [0x81, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 0, 5],
    ] as [[UInt8]])
  func anotherFormOfStampsIsRefused(bytes: [UInt8]) {
    #expect(decode(bytes, [replica(1), replica(2), replica(3)]) == nil)
  }

  @Test func noStampsHaveAFormToo() {
    var replicas: [ReplicaID] = []
    #expect(encode(Stamps(), &replicas) == [0, 0])
    #expect(decode([0, 0], []) == Stamps())
  }
}
