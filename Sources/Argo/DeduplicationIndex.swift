/// Finds a value among those that a block already holds, by content.
///
/// It keeps places in the buffer that holds the values, not the values: an open hash table of ordinals.
struct DeduplicationIndex: Sendable {
  private struct Entry: Sendable {
    var hash: Int
    var offset: Int
    var count: Int
  }

  private var entries: [Entry] = []
  private var slots: [Int32] = []

  /// How many values are remembered.
  var count: Int { entries.count }

  /// The ordinal of a value that equals `value`, or nil. `buffer` is what the remembered offsets refer to.
  func find(_ value: UnsafeRawBufferPointer, hash: Int, in buffer: [UInt8]) -> Int? {
    guard !slots.isEmpty else { return nil }
    let mask = slots.count - 1
    var slot = hash & mask
    return buffer.withUnsafeBytes { bytes in
      while slots[slot] >= 0 {
        let ordinal = Int(slots[slot])
        let entry = entries[ordinal]
        if entry.hash == hash, entry.count == value.count,
          UnsafeRawBufferPointer(rebasing: bytes[entry.offset..<entry.offset + entry.count])
            .elementsEqual(value)
        {
          return ordinal
        }
        slot = (slot + 1) & mask
      }
      return nil
    }
  }

  /// Remembers a value that ``find(_:hash:in:)`` did not find.
  mutating func insert(hash: Int, offset: Int, count: Int) {
    entries.append(Entry(hash: hash, offset: offset, count: count))
    if entries.count * 2 > slots.count {
      grow()
    } else {
      place(entries.count - 1)
    }
  }

  /// Follows the values from an offset on to where they were moved.
  mutating func shift(from offset: Int, by distance: Int) {
    for ordinal in entries.indices where entries[ordinal].offset >= offset {
      entries[ordinal].offset += distance
    }
  }

  /// Forgets everything and keeps the memory.
  mutating func removeAll() {
    entries.removeAll(keepingCapacity: true)
    for slot in slots.indices { slots[slot] = -1 }
  }

  /// The hash under which a value is kept.
  static func hash(_ value: UnsafeRawBufferPointer) -> Int {
    var hasher = Hasher()
    hasher.combine(bytes: value)
    return hasher.finalize()
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: max(16, slots.count * 2))
    for ordinal in entries.indices { place(ordinal) }
  }

  private mutating func place(_ ordinal: Int) {
    let mask = slots.count - 1
    var slot = entries[ordinal].hash & mask
    while slots[slot] >= 0 { slot = (slot + 1) & mask }
    slots[slot] = Int32(truncatingIfNeeded: ordinal)
  }
}
