/// A set of the writes of one slot, by their number in ``SlotWrites``.
struct WriteSet: Equatable {
  private var words: [UInt64] = []

  /// Whether a write is in the set.
  func contains(_ number: Int) -> Bool {
    number >> 6 < words.count && words[number >> 6] & 1 << UInt64(number & 63) != 0
  }

  /// Adds a write.
  mutating func insert(_ number: Int) {
    while words.count <= number >> 6 { words.append(0) }
    words[number >> 6] |= 1 << UInt64(number & 63)
  }

  /// Adds all writes of another set.
  mutating func formUnion(_ other: WriteSet) {
    while words.count < other.words.count { words.append(0) }
    for index in other.words.indices { words[index] |= other.words[index] }
  }
}
