public import Documents

extension SeededGenerator {
  /// The replicas that write in the tests; among them ones with the highest bit set.
  public static let replicas = [1, 2, 0x8000_0000_0000_0000, .max].map(ReplicaID.init(bits:))

  /// Texts that differ in ways that stores get wrong: canonical equivalents, patterns, case, quotes, length, bytes.
  public static let texts = [
    "", "a", "A", "b", "ab", "a%", "a_", "%", "_", "\\", "'", "\"", "é", "e\u{301}", "ß", "SS",
    "🙂", "🙂🙂", "\u{FFFD}", "null", "0", "00", "1", "1.0", " ", "a b", "[1]", "{\"a\":1}",
    "line\nbreak", "\u{1}", "zz",
  ]

  /// An id out of few, so that operations meet.
  public mutating func documentID() -> DocumentID {
    once(in: 8)
      ? DocumentID(pick(Self.texts.dropFirst()))
      : DocumentID("id\(UInt8.random(in: 0..<60, using: &self))")
  }

  /// A value that fits a field of this type in a catalogue; null now and then.
  public mutating func value(_ type: String) -> Value {
    if once(in: 6) { return .null }
    if type.first == "[" {
      let count = Int.random(in: 0..<4, using: &self)
      let element = String(type.dropFirst().dropLast())
      return .list((0..<count).map { _ in value(element) })
    }
    switch type {
    case "Boolean": return .bool(Bool.random(using: &self))
    case "Int", "Timestamp":
      return .int(pick([0, 1, -1, 2, 3, 1 << 31, 1 << 53, (1 << 53) + 1, .max, .min]))
    case "Float":
      return .double(
        pick([0.0, -0.0, 1, 1.5, -2.25, 3, 1e300, .leastNonzeroMagnitude, 9_007_199_254_740_992]))
    default: return .string(pick(Self.texts))
    }
  }

  /// A value of any type: what a node with another schema, or a faulty one, may send.
  public mutating func strayValue() -> Value {
    switch Int.random(in: 0..<6, using: &self) {
    case 0: .double(pick([-0.0, 1, 2.5]))
    case 1: .bool(true)
    case 2: .string("a\u{0}b")
    case 3: .list([.list([.null, .double(-0.0), .bool(true)]), .string("x")])
    case 4: .int(pick([0, 1, 5]))
    default: value("String")
    }
  }

  /// A version out of few.
  mutating func version() -> Version {
    Version(
      timestamp: Timestamp(
        milliseconds: Int64.random(in: 1..<200, using: &self),
        counter: UInt16.random(in: 0..<2, using: &self)),
      replica: pick(Self.replicas))
  }

  private mutating func stamp() -> Stamp {
    var seen = Knowledge()
    if once(in: 3) { seen.raise(version()) }
    var merged = Knowledge()
    if once(in: 6) { merged.raise(version()) }
    return Stamp(version: version(), seen: seen, merged: merged)
  }

  /// Stamps for so many slots: mostly one for all.
  private mutating func stamps(_ slotCount: Int) -> Stamps {
    if !once(in: 3) { return Stamps(uniform: stamp(), slotCount: slotCount) }
    let choices = (0..<3).map { _ in stamp() }
    return Stamps(
      slots: (0..<slotCount).map { slot in
        slot > 1 && once(in: 4) ? nil : pick(choices)
      })
  }

  /// A state of a document: values that fit its type in the catalogue and are there where they are stamped, with exceptions
  /// (none unless `isStrange`).
  public mutating func state(
    _ id: DocumentID, type: CatalogType, isStrange: Bool = true
  ) -> DocumentState {
    let count = Int.random(in: 0...type.fields.count, using: &self)
    let stamps = stamps(Slot.firstField + count)
    var values: [Value?] = []
    for (index, field) in type.fields.enumerated() {
      let isStamped = stamps[.field(FieldNumber(rawValue: UInt16(index)))] != nil
      if isStrange, once(in: 40) {
        values.append(isStamped ? nil : strayValue())
      } else if isStrange, once(in: 40) {
        values.append(isStamped ? strayValue() : nil)
      } else {
        values.append(isStamped ? value(field.type) : nil)
      }
    }
    return DocumentState(
      id: id, createdAt: version().timestamp, isDeleted: once(in: 5), values: values,
      stamps: stamps)
  }
}
