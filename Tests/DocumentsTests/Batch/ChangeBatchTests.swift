import Documents
import Testing

@Suite struct ChangeBatchTests {
  private let type = TypeNumber(rawValue: 3)

  @Test func statesRoundTrip() {
    var samples = Samples(seed: 9)
    let states = (0..<200).map { samples.state("id-\($0)") }
    var batch = ChangeBatch()
    for (index, state) in states.enumerated() {
      batch.append(state, type: type, sequence: SequenceNumber(rawValue: UInt64(index)))
    }
    #expect(batch.rows.map { batch.state(of: $0) } == states)
    #expect(batch.rows.map { batch.id(of: $0) } == states.map(\.id))
    #expect(batch.rows.map { batch.stamps(of: $0) } == states.map(\.stamps))
    #expect(batch.rows.map(\.updatedAt) == states.map(\.updatedAt))
    #expect(batch.rows.map(\.sequence.rawValue) == (0..<200).map { UInt64($0) })
    #expect(batch.rows.allSatisfy { $0.type == type && !$0.isLeft })
  }

  @Test func coverageIsThatOfTheStamps() {
    var samples = Samples(seed: 10)
    for _ in 0..<500 {
      let state = samples.state("d")
      var batch = ChangeBatch()
      batch.append(state, type: type, sequence: .zero)
      let knowledge = Knowledge((0..<samples.number(0..<6)).map { _ in samples.version() })
      #expect(
        batch.isCovered(batch.rows[0], by: knowledge) == state.stamps.areCovered(by: knowledge))
      #expect(batch.isCovered(batch.rows[0], by: state.stamps.versionVector))
    }
  }

  @Test func theLastRowCanBeTakenAway() {
    var samples = Samples(seed: 11)
    var batch = ChangeBatch()
    batch.append(samples.state("a"), type: type, sequence: .zero)
    var other = batch
    other.append(samples.state("b"), type: type, sequence: .zero)
    other.removeLast()
    other.replicas = batch.replicas
    #expect(other == batch)
  }

  @Test func anErrorOfTheWriterLeavesNoTrace() {
    struct Failure: Error {}
    var batch = ChangeBatch()
    let before = batch
    #expect(throws: Failure.self) {
      try [UInt8]("id".utf8).withUnsafeBytes { id in
        try batch.append(
          type: type, sequence: .zero, createdAt: .zero, updatedAt: 0, isDeleted: false, id: id,
          stamps: id
        ) { bytes in
          bytes.append(1)
          throw Failure()
        }
      }
    }
    #expect(batch == before)
  }

  @Test func rowsOfStatesWithEveryValueStampedAreWellFormed() {
    var samples = Samples(seed: 12)
    var checked = 0
    for _ in 0..<300 {
      let state = samples.state("é")
      guard state.stamps.slotCount >= 2 else { continue }
      var batch = ChangeBatch()
      batch.append(state, type: type, sequence: .zero)
      #expect(batch.isWellFormed(batch.rows[0]))
      checked += 1
    }
    #expect(checked > 100)
  }

  @Test func noDamageTrapsAndWhatPassesHasAState() {
    var samples = Samples(seed: 13)
    for _ in 0..<40 {
      var batch = ChangeBatch()
      batch.append(samples.state("e\u{301}"), type: type, sequence: .zero)
      let row = batch.rows[0]
      let bytes = batch.bytes
      for bit in 0..<bytes.count * 8 {
        var damaged = bytes
        damaged[bit / 8] ^= 1 << UInt8(bit % 8)
        var other = ChangeBatch(replicas: batch.replicas)
        damaged.withUnsafeBytes { damaged in
          other.append(
            type: type, sequence: .zero, createdAt: row.createdAt, updatedAt: row.updatedAt,
            isDeleted: row.isDeleted, id: UnsafeRawBufferPointer(rebasing: damaged[row.id]),
            stamps: UnsafeRawBufferPointer(rebasing: damaged[row.stamps])
          ) { $0.append(contentsOf: damaged[row.values]) }
        }
        let state = other.state(of: other.rows[0])
        _ = other.isCovered(other.rows[0], by: Knowledge())
        if other.isWellFormed(other.rows[0]) {
          #expect(state != nil)
        }
      }
    }
  }

  @Test func aRowIsNotWellFormedIfAnyPartIsWrong() {
    func row(
      id: String = "d", updatedAt: Int64 = 5, stamps: Stamps? = nil, values: [Value?] = [.int(1)],
      replicas: Int = 1
    ) -> Bool {
      var batch = ChangeBatch(replicas: [replica(1), replica(2)])
      var coded: [UInt8] = []
      let stamps = stamps ?? Stamps(uniform: Stamp(version: version(5, 1)), slotCount: 3)
      StampsCoding.append(stamps, to: &coded) { $0 == replica(1) ? 0 : 1 }
      batch.replicas = Array(batch.replicas.prefix(replicas))
      Array(id.utf8).withUnsafeBytes { id in
        coded.withUnsafeBytes { coded in
          batch.append(
            type: type, sequence: .zero, createdAt: .zero, updatedAt: updatedAt, isDeleted: false,
            id: id, stamps: coded
          ) { bytes in
            for value in values { PackedValues.append(value, to: &bytes) }
          }
        }
      }
      return batch.isWellFormed(batch.rows[0])
    }
    #expect(row())
    #expect(!row(id: ""))
    #expect(!row(id: String(repeating: "x", count: 129)))
    #expect(!row(id: "a\0"))
    #expect(!row(updatedAt: 6))
    #expect(!row(replicas: 0))
    #expect(!row(stamps: Stamps()))
    #expect(!row(values: [.int(1), .int(2)]))
    #expect(row(values: [.int(1), nil, nil]))
    #expect(!row(values: [.double(.nan)]))
    let gap = Stamps(slots: [
      Stamp(version: version(5, 1)), Stamp(version: version(4, 2)), nil,
      Stamp(version: version(5, 1)),
    ])
    #expect(row(stamps: gap, values: [nil, .int(2)], replicas: 2))
    #expect(!row(stamps: gap, values: [nil, .int(2)], replicas: 1))
    #expect(!row(stamps: gap, values: [.int(1), .int(2)], replicas: 2))
  }
}
