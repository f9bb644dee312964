import Documents

/// Which fields of a row were ever written, read from its stamps in order of the fields without making ``Stamps``.
struct SlotMarks {
  private let bytes: UnsafeRawBufferPointer
  private var position: Int
  /// How many slots follow.
  private var rest: Int
  private let isUniform: Bool

  /// The marks of stamps in the form of ``StampsCoding``; nil where the bytes are no stamps. Begins with the first field.
  @inline(__always)
  init?(_ bytes: UnsafeRawBufferPointer) {
    var position = 0
    guard let groupCount = Varint.read(bytes, at: &position), groupCount <= bytes.count else {
      return nil
    }
    for _ in 0..<groupCount {
      guard Varint.read(bytes, at: &position) != nil else { return nil }
      position += 8
      guard position <= bytes.count, let seenCount = Varint.read(bytes, at: &position),
        seenCount <= bytes.count
      else { return nil }
      for _ in 0..<seenCount {
        guard Varint.read(bytes, at: &position) != nil else { return nil }
        position += 8
      }
    }
    guard position <= bytes.count, let head = Varint.read(bytes, at: &position),
      head >> 1 <= StampsCoding.maximumCount
    else { return nil }
    self.bytes = bytes
    self.position = position
    rest = Int(head >> 1)
    isUniform = head & 1 == 1
    for _ in 0..<Slot.firstField { _ = next() }
  }

  /// How many fields follow, up to the last written one.
  var count: Int { rest }

  /// Whether the next field was ever written.
  @inline(__always)
  mutating func next() -> Bool {
    guard rest > 0 else { return false }
    rest -= 1
    return isUniform || (Varint.read(bytes, at: &position) ?? 0) != 0
  }

  /// Whether a field was ever written; counted from the next one.
  @inline(__always)
  func isSet(_ field: Int) -> Bool {
    if isUniform { return field < rest }
    var marks = self
    for _ in 0..<field { _ = marks.next() }
    return marks.next()
  }
}
