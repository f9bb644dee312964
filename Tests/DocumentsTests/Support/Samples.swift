import Documents

/// Replica `number`.
func replica(_ number: UInt64) -> ReplicaID { ReplicaID(bits: number) }

/// The write of replica `number` at `milliseconds`.
func version(_ milliseconds: Int64, _ number: UInt64) -> Version {
  Version(timestamp: Timestamp(milliseconds: milliseconds), replica: replica(number))
}

/// Random values, stamps and states; the same for the same generator.
struct Samples {
  var random: SplitMix64

  init(seed: UInt64) {
    random = SplitMix64(seed: seed)
  }

  mutating func number(_ range: Range<Int>) -> Int { Int.random(in: range, using: &random) }

  mutating func text() -> String {
    let alphabet: [Unicode.Scalar] = ["a", "b", "Z", " ", "é", "\u{301}", "e", "…", "𝄞", "%", "_"]
    var text = ""
    for _ in 0..<number(0..<12) {
      text.unicodeScalars.append(alphabet[number(0..<alphabet.count)])
    }
    return text
  }

  mutating func value(depth: Int = 0) -> Value {
    switch number(0..<(depth < 3 ? 7 : 6)) {
    case 0: .null
    case 1: .bool(Bool.random(using: &random))
    case 2: .int(Int64(truncatingIfNeeded: random.next()) >> Int64(number(0..<64)))
    case 3: .double(Double(Int64(truncatingIfNeeded: random.next())) / 1_024)
    case 4, 5: .string(text())
    default: .list((0..<number(0..<4)).map { _ in value(depth: depth + 1) })
    }
  }

  mutating func version() -> Version {
    Version(
      timestamp: Timestamp(bits: random.next() >> UInt64(number(0..<60)) | 1),
      replica: replica(UInt64(number(1..<6))))
  }

  mutating func stamps(slotCount: Int) -> Stamps {
    let groups = (0..<number(1..<4)).map { _ in
      Stamp(
        version: version(), seen: Knowledge((0..<number(0..<3)).map { _ in version() }),
        merged: Knowledge((0..<max(0, number(0..<5) - 2)).map { _ in version() }))
    }
    if number(0..<2) == 0 { return Stamps(uniform: groups[0], slotCount: slotCount) }
    return Stamps(
      slots: (0..<slotCount).map { _ in
        let group = number(0..<groups.count + 1)
        return group < groups.count ? groups[group] : nil
      })
  }

  mutating func state(_ id: String) -> DocumentState {
    let stamps = stamps(slotCount: 2 + number(0..<6))
    let values = (0..<max(0, stamps.slotCount - 2)).map { field in
      stamps[Slot(index: field + 2)] == nil ? nil : value()
    }
    return DocumentState(
      id: DocumentID(id), createdAt: version().timestamp,
      isDeleted: Bool.random(using: &random), values: values, stamps: stamps)
  }
}
