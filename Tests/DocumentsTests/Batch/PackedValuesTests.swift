import Documents
import Testing

/// All that `bytes` hold, or nil.
private func readAll(_ bytes: [UInt8]) -> [Value?]? {
  bytes.withUnsafeBytes { bytes in
    var position = 0
    var values: [Value?] = []
    while position < bytes.count {
      guard let value = PackedValues.readValue(bytes, at: &position) else { return nil }
      values.append(value)
    }
    return values
  }
}

private func canSkipAll(_ bytes: [UInt8]) -> Bool {
  bytes.withUnsafeBytes { bytes in
    var position = 0
    while position < bytes.count {
      guard PackedValues.skip(bytes, at: &position) else { return false }
    }
    return true
  }
}

@Suite struct PackedValuesTests {
  @Test func theFormIsFixed() {
    let values: [Value?] = [
      nil, .null, .bool(false), .bool(true), .int(-1), .double(1), .string("é"),
      .list([.int(1), .string("a")]),
    ]
    var bytes: [UInt8] = []
    for value in values { PackedValues.append(value, to: &bytes) }
    #expect(
      bytes == [
        0, 1, 2, 3, 4, 1, 5, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F, 6, 2, 0xC3, 0xA9, 7, 6, 2, 4, 2, 6, 1,
        0x61,
      ])
    #expect(readAll(bytes) == values)
  }

  @Test func valuesRoundTripAndNoDamageTraps() {
    var samples = Samples(seed: 7)
    for _ in 0..<300 {
      let value = samples.value()
      var bytes: [UInt8] = []
      PackedValues.append(value, to: &bytes)
      #expect(readAll(bytes) == [value])
      #expect(canSkipAll(bytes))
      for length in 1..<bytes.count {
        #expect(readAll(Array(bytes.prefix(length))) == nil)
        #expect(!canSkipAll(Array(bytes.prefix(length))))
      }
      for bit in 0..<bytes.count * 8 {
        var damaged = bytes
        damaged[bit / 8] ^= 1 << UInt8(bit % 8)
        let read = readAll(damaged)
        #expect(read != [value] || bytes == damaged)
        #expect((read != nil) == canSkipAll(damaged))
      }
    }
  }

  @Test(
    arguments: [
      [8], [255], [4], [5, 0, 0], [6, 5, 0x61], [6, 1, 0xFF], [6, 2, 0xC0, 0x80], [7, 1, 1],
      [7, 2, 0, 1],
      [7, 2, 1, 0], [5, 0, 0, 0, 0, 0, 0, 0xF0, 0x7F], [5, 1, 0, 0, 0, 0, 0, 0xF8, 0xFF],
      [6, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1],
      [7, 10, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1],
    ] as [[UInt8]])
  func malformedBytesAreRefused(bytes: [UInt8]) {
    #expect(readAll(bytes) == nil)
    #expect(!canSkipAll(bytes))
  }

  @Test func listsNestToALimit() {
    func nested(_ depth: Int) -> Value {
      (0..<depth).reduce(.null) { value, _ in .list([value]) }
    }
    var deepest: [UInt8] = []
    PackedValues.append(nested(PackedValues.maximumDepth), to: &deepest)
    #expect(readAll(deepest) == [nested(PackedValues.maximumDepth)])
    #expect(canSkipAll(deepest))
    var deeper: [UInt8] = []
    PackedValues.append(nested(PackedValues.maximumDepth + 1), to: &deeper)
    #expect(readAll(deeper) == nil)
    #expect(!canSkipAll(deeper))
  }
}
