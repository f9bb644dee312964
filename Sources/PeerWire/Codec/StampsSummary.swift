internal import Documents

/// What the binary form of stamps says, read in one pass without making ``Stamps``.
struct StampsSummary {
  /// The timestamp of the stamp of `_createdAt`; nil where that is not stamped.
  private(set) var createdAt: Timestamp?
  /// The greatest timestamp of all stamps.
  private(set) var greatest = Timestamp.zero
  /// One more than the greatest stamped slot.
  private(set) var slotCount = 0

  /// Why bytes are no stamps of a page.
  enum Problem: Error {
    case cutOff
    case replica
    case zeroTimestamp
    case seenOrder
    case ownSeen
    case count
    case slots
    case merged
    case form

    var text: String {
      switch self {
      case .cutOff: "cut off, or with a number that is too large"
      case .replica: "a replica that is not in the page's table"
      case .zeroTimestamp: "a timestamp of zero"
      case .seenOrder: "what a writer had seen is not in ascending order of replica"
      case .ownSeen: "a writer lists its own writes among what it had seen"
      case .count: "no group, or more groups than slots"
      case .slots: "fewer slots than two, or more than the type has fields"
      case .merged: "what was merged is cut off, of no group, or says what the stamp says already"
      case .form: "not the shortest form of these stamps"
      }
    }
  }

  /// Reads all of `bytes`, and checks that they are the one form that ``StampsCoding`` gives to some stamps: numbers within
  /// `replicas`, at most `maximumSlots` slots, groups in the order of first use.
  @inline(__always)
  init(
    _ bytes: UnsafeRawBufferPointer, replicas: [ReplicaID], maximumSlots: Int
  ) throws(Problem) {
    var position = 0
    guard let groupCount = Self.number(bytes, at: &position) else { throw .cutOff }
    guard groupCount > 0, groupCount <= maximumSlots else { throw .count }
    var first = Timestamp.zero
    for index in 0..<groupCount {
      let (writer, timestamp) = try Self.version(bytes, at: &position, replicas.count)
      if index == 0 { first = timestamp }
      if timestamp > greatest { greatest = timestamp }
      guard let seenCount = Self.number(bytes, at: &position) else { throw .cutOff }
      guard seenCount < UInt64(replicas.count) else { throw .replica }
      var previous: ReplicaID?
      for _ in 0..<seenCount {
        let (number, _) = try Self.version(bytes, at: &position, replicas.count)
        guard number != writer else { throw .ownSeen }
        if let previous, previous >= replicas[number] { throw .seenOrder }
        previous = replicas[number]
      }
    }
    guard let end = StampsCoding.mergedPart(bytes, slotsAt: position) else { throw .cutOff }
    if end < bytes.count { try Self.checkWhole(bytes, replicas) }
    let bytes = UnsafeRawBufferPointer(rebasing: bytes[..<end])
    guard let head = Self.number(bytes, at: &position) else { throw .cutOff }
    guard head >> 1 >= UInt64(Slot.firstField), head >> 1 <= UInt64(maximumSlots) else {
      throw .slots
    }
    slotCount = Int(head >> 1)
    if head & 1 == 1 {
      guard groupCount == 1, position == bytes.count else { throw .form }
      createdAt = first
      return
    }
    let group = try Self.assignment(bytes, from: position, slotCount, groupCount: groupCount)
    // The groups stand in the order of first use, so the group of the first slot is the first one.
    if group != 0 { createdAt = first }
  }

  /// Checks stamps of which some have something merged, which is rare: they are the one form of what they say.
  private static func checkWhole(
    _ bytes: UnsafeRawBufferPointer, _ replicas: [ReplicaID]
  ) throws(Problem) {
    guard let stamps = StampsCoding.read(bytes, replicas: replicas) else { throw .merged }
    var form: [UInt8] = []
    StampsCoding.append(stamps, to: &form) { replicas.firstIndex(of: $0) ?? 0 }
    guard form.elementsEqual(bytes) else { throw .form }
  }

  /// Checks the group of each slot; gives that of the first slot, plus 1, or 0.
  private static func assignment(
    _ bytes: UnsafeRawBufferPointer, from start: Int, _ slotCount: Int, groupCount: UInt64
  ) throws(Problem) -> UInt64 {
    var position = start
    var used: UInt64 = 0
    var first: UInt64 = 0
    var last: UInt64 = 0
    var hasGap = false
    for slot in 0..<slotCount {
      guard let group = Self.number(bytes, at: &position) else { throw .cutOff }
      guard group <= used + 1 else { throw .form }
      if group == used + 1 { used = group }
      if group == 0 { hasGap = true }
      if slot == 0 { first = group }
      last = group
    }
    guard used == groupCount, last != 0, position == bytes.count, hasGap || groupCount > 1 else {
      throw .form
    }
    return first
  }

  /// Reads a number in its shortest form.
  @inline(__always)
  private static func number(
    _ bytes: UnsafeRawBufferPointer, at position: inout Int
  ) -> UInt64? {
    let start = position
    guard let number = Varint.read(bytes, at: &position) else { return nil }
    return position == start + 1 || bytes[position - 1] != 0 ? number : nil
  }

  @inline(__always)
  private static func version(
    _ bytes: UnsafeRawBufferPointer, at position: inout Int, _ replicaCount: Int
  ) throws(Problem) -> (replica: Int, timestamp: Timestamp) {
    guard let number = Self.number(bytes, at: &position) else { throw .cutOff }
    guard number < UInt64(replicaCount) else { throw .replica }
    guard bytes.count - position >= 8 else { throw .cutOff }
    let bits = UInt64(
      bigEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
    position += 8
    guard bits > 0 else { throw .zeroTimestamp }
    return (Int(number), Timestamp(bits: bits))
  }
}
