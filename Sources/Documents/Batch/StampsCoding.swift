/// The binary form of stamps, in database rows and on the wire (Docs/PROTOCOL.md). Replicas are named by small numbers: at
/// rest the store's own, in a batch those of its table.
///
/// A varint count of groups; for each the varint number of the replica, the timestamp in 8 bytes big-endian, the varint
/// count of what was seen, and for each of that a replica number and a timestamp likewise; then a varint of twice the
/// number of slots, plus 1 if all are in the single group. If not, a varint a slot: 0 for unstamped, or 1 + group. No timestamp is
/// zero, no two groups are equal, groups stand in the order of the slots that first use them, and entries in that of their replicas: equal
/// stamps have equal bytes.
///
/// Where a group has something merged (``Stamp/merged``) a further part follows: a varint count of such groups, and for each, in
/// ascending order, the varint index of the group, the varint count of entries, and each entry as above. Where no group has,
/// nothing follows: rows that were written before there was such a part are read as they are.
public enum StampsCoding {
  /// The most groups, seen entries a group, and slots that are read.
  public static let maximumCount = Catalog.maximumCount + Slot.firstField

  /// Appends the binary form of `stamps`; `number` gives the number of a replica.
  public static func append(
    _ stamps: Stamps, to bytes: inout [UInt8], number: (ReplicaID) -> Int
  ) {
    Varint.append(UInt64(stamps.groups.count), to: &bytes)
    for stamp in stamps.groups {
      append(stamp.version, to: &bytes, number: number)
      Varint.append(UInt64(stamp.seen.entries.count), to: &bytes)
      for version in stamp.seen.entries { append(version, to: &bytes, number: number) }
    }
    let isUniform = stamps.isUniform
    Varint.append(UInt64(stamps.slotCount) << 1 | (isUniform ? 1 : 0), to: &bytes)
    if !isUniform {
      for index in 0..<stamps.slotCount {
        Varint.append(UInt64((stamps.group(of: Slot(index: index)) ?? -1) + 1), to: &bytes)
      }
    }
    appendMerged(of: stamps.groups, to: &bytes, number: number)
  }

  private static func appendMerged(
    of groups: [Stamp], to bytes: inout [UInt8], number: (ReplicaID) -> Int
  ) {
    let count = groups.count { !$0.merged.isEmpty }
    guard count > 0 else { return }
    Varint.append(UInt64(count), to: &bytes)
    for (index, stamp) in groups.enumerated() where !stamp.merged.isEmpty {
      Varint.append(UInt64(index), to: &bytes)
      Varint.append(UInt64(stamp.merged.entries.count), to: &bytes)
      for version in stamp.merged.entries { append(version, to: &bytes, number: number) }
    }
  }

  /// Reads the binary form, all of `bytes`; `replicas` are those that the numbers mean. Nil where the bytes are no stamps.
  public static func read(_ bytes: UnsafeRawBufferPointer, replicas: [ReplicaID]) -> Stamps? {
    var position = 0
    guard let groupCount = count(bytes, at: &position) else { return nil }
    var groups: [Stamp] = []
    for _ in 0..<groupCount {
      guard let version = version(bytes, at: &position, replicas),
        let seenCount = count(bytes, at: &position)
      else { return nil }
      guard let seen = knowledge(bytes, at: &position, count: seenCount, replicas) else {
        return nil
      }
      let stamp = Stamp(version: version, seen: seen)
      guard stamp.seen == seen else { return nil }
      groups.append(stamp)
    }
    guard let head = Varint.read(bytes, at: &position), head >> 1 <= maximumCount else {
      return nil
    }
    let slotCount = Int(head >> 1)
    if head & 1 == 1 {
      guard groups.count == 1, slotCount > 0,
        readMerged(bytes, at: &position, replicas, into: &groups)
      else { return nil }
      return Stamps(uniform: groups[0], slotCount: slotCount)
    }
    var assignment: [Int] = []
    var usedCount = 0
    for _ in 0..<slotCount {
      // Groups stand in the order in which slots use them.
      guard let group = Varint.read(bytes, at: &position), group <= min(usedCount + 1, groups.count)
      else { return nil }
      usedCount = max(usedCount, Int(group))
      assignment.append(Int(group) - 1)
    }
    guard readMerged(bytes, at: &position, replicas, into: &groups) else { return nil }
    let stamps = Stamps(slots: assignment.map { $0 < 0 ? nil : groups[$0] })
    guard stamps.groups.count == groups.count, stamps.slotCount == slotCount, !stamps.isUniform
    else { return nil }
    return stamps
  }

  /// Reads what groups have merged, if the bytes go on; false where they are something else, or say what the stamp says already.
  private static func readMerged(
    _ bytes: UnsafeRawBufferPointer, at position: inout Int, _ replicas: [ReplicaID],
    into groups: inout [Stamp]
  ) -> Bool {
    guard position < bytes.count else { return true }
    guard let count = count(bytes, at: &position), count > 0 else { return false }
    var last = -1
    for _ in 0..<count {
      guard let index = self.count(bytes, at: &position), index > last, index < groups.count,
        let entryCount = self.count(bytes, at: &position), entryCount > 0
      else { return false }
      last = index
      guard let merged = knowledge(bytes, at: &position, count: entryCount, replicas) else {
        return false
      }
      let stamp = groups[index]
      groups[index] = Stamp(version: stamp.version, seen: stamp.seen, merged: merged)
      guard groups[index].merged == merged else { return false }
    }
    return position == bytes.count
  }

  /// Looks at the versions of the groups without making ``Stamps``: calls `body` with the replica's number and the
  /// timestamp of each. Returns false where the bytes are no stamps.
  @inlinable
  public static func forEachVersion(
    _ bytes: UnsafeRawBufferPointer, _ body: (_ replica: Int, _ timestamp: Timestamp) -> Void
  ) -> Bool {
    var position = 0
    guard let groupCount = Varint.read(bytes, at: &position), groupCount <= bytes.count else {
      return false
    }
    for _ in 0..<groupCount {
      guard let (replica, timestamp) = numbered(bytes, at: &position),
        let seenCount = Varint.read(bytes, at: &position), seenCount <= bytes.count
      else { return false }
      body(replica, timestamp)
      for _ in 0..<seenCount {
        guard numbered(bytes, at: &position) != nil else { return false }
      }
    }
    return true
  }

  /// Where the part with what groups have merged begins, for bytes whose slots begin at `position`: their end if there is none.
  /// Nil where the bytes are no stamps.
  @inlinable
  public static func mergedPart(
    _ bytes: UnsafeRawBufferPointer, slotsAt position: Int
  ) -> Int? {
    var position = position
    guard let head = Varint.read(bytes, at: &position), head >> 1 <= bytes.count || head & 1 == 1
    else { return nil }
    if head & 1 == 1 { return position }
    for _ in 0..<head >> 1 {
      guard Varint.read(bytes, at: &position) != nil else { return nil }
    }
    return position
  }

  /// Calls `body` with each piece of the part with what groups have merged: a number to keep, or a replica's number with the bytes
  /// of its timestamp. Returns false where the bytes from `position` on are no such part.
  @inlinable
  public static func forEachMerged(
    _ bytes: UnsafeRawBufferPointer, from position: Int, _ body: (MergedPiece) -> Void
  ) -> Bool {
    var position = position
    guard let count = Varint.read(bytes, at: &position), count <= bytes.count else { return false }
    body(.number(count))
    for _ in 0..<count {
      guard let group = Varint.read(bytes, at: &position),
        let entryCount = Varint.read(bytes, at: &position), entryCount <= bytes.count
      else { return false }
      body(.number(group))
      body(.number(entryCount))
      for _ in 0..<entryCount {
        guard let (replica, _) = numbered(bytes, at: &position) else { return false }
        body(.version(replica: replica, timestamp: position - 8..<position))
      }
    }
    return position == bytes.count
  }

  /// A piece of the part with what groups have merged.
  public enum MergedPiece {
    /// A count or an index.
    case number(UInt64)
    /// The number of a replica, and where the bytes of its timestamp stand.
    case version(replica: Int, timestamp: Range<Int>)
  }

  private static func append(
    _ version: Version, to bytes: inout [UInt8], number: (ReplicaID) -> Int
  ) {
    Varint.append(UInt64(number(version.replica)), to: &bytes)
    withUnsafeBytes(of: version.timestamp.bits.bigEndian) { bytes.append(contentsOf: $0) }
  }

  private static func count(_ bytes: UnsafeRawBufferPointer, at position: inout Int) -> Int? {
    guard let count = Varint.read(bytes, at: &position), count <= maximumCount else { return nil }
    return Int(count)
  }

  private static func version(
    _ bytes: UnsafeRawBufferPointer, at position: inout Int, _ replicas: [ReplicaID]
  ) -> Version? {
    guard let (number, timestamp) = numbered(bytes, at: &position), number < replicas.count
    else { return nil }
    return Version(timestamp: timestamp, replica: replicas[number])
  }

  /// So many entries in ascending order of their replicas.
  private static func knowledge(
    _ bytes: UnsafeRawBufferPointer, at position: inout Int, count: Int, _ replicas: [ReplicaID]
  ) -> Knowledge? {
    var knowledge = Knowledge()
    var last: ReplicaID?
    for _ in 0..<count {
      guard let entry = version(bytes, at: &position, replicas) else { return nil }
      if let last, last >= entry.replica { return nil }
      last = entry.replica
      knowledge.raise(entry)
    }
    return knowledge
  }

  @usableFromInline
  static func numbered(
    _ bytes: UnsafeRawBufferPointer, at position: inout Int
  ) -> (replica: Int, timestamp: Timestamp)? {
    guard let number = Varint.read(bytes, at: &position), number <= Int32.max,
      bytes.count - position >= 8
    else { return nil }
    let bits = bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
    guard bits != 0 else { return nil }
    position += 8
    return (Int(number), Timestamp(bits: UInt64(bigEndian: bits)))
  }
}
