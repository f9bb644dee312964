import Documents
import Replication

/// One pass over the stamps of a row from outside: translates the numbers of its replicas to those at rest, and gathers its
/// versions for the origin index. Kept and used again from row to row.
struct StampsTranslation {
  /// An entry of the origin index.
  struct Origin: Hashable {
    /// The number of the replica at rest.
    var replica: Int
    /// The highest timestamp of the replica in the row.
    var timestamp: Timestamp
  }

  /// One entry a replica; the greatest version's is the first.
  private(set) var origins: [Origin] = []
  /// The stamps with the numbers at rest, unless ``isSame``.
  private(set) var bytes: [UInt8] = []
  /// Whether the stamps need no translation.
  private(set) var isSame = true

  /// Reads the stamps of a row; `numbers` are those at rest by those of the batch, and `replicas` the replicas by their numbers
  /// at rest. Returns false where the bytes are no stamps, or have no version.
  mutating func read(
    _ stamps: UnsafeRawBufferPointer, numbers: [Int], replicas: [ReplicaID]
  ) -> Bool {
    origins.removeAll(keepingCapacity: true)
    isSame = true
    var position = 0
    guard let groupCount = Varint.read(stamps, at: &position), groupCount <= stamps.count else {
      return false
    }
    for _ in 0..<groupCount {
      guard let origin = entry(stamps, &position, numbers),
        let seenCount = Varint.read(stamps, at: &position), seenCount <= stamps.count
      else { return false }
      add(origin, replicas)
      for _ in 0..<seenCount {
        guard entry(stamps, &position, numbers) != nil else { return false }
      }
    }
    guard let merged = StampsCoding.mergedPart(stamps, slotsAt: position),
      merged == stamps.count || look(at: stamps, merged, numbers)
    else { return false }
    if !isSame { translate(stamps, merged, numbers) }
    return !origins.isEmpty
  }

  /// Whether what groups have merged names replicas of the batch; notes whether their numbers change.
  private mutating func look(
    at stamps: UnsafeRawBufferPointer, _ merged: Int, _ numbers: [Int]
  ) -> Bool {
    var areKnown = true
    var areSame = true
    let isSound = StampsCoding.forEachMerged(stamps, from: merged) { piece in
      guard case .version(let replica, _) = piece else { return }
      guard replica < numbers.count else { return areKnown = false }
      if numbers[replica] != replica { areSame = false }
    }
    if !areSame { isSame = false }
    return isSound && areKnown
  }

  @inline(__always)
  private mutating func entry(
    _ stamps: UnsafeRawBufferPointer, _ position: inout Int, _ numbers: [Int]
  ) -> Origin? {
    guard let number = Varint.read(stamps, at: &position), number < numbers.count,
      stamps.count - position >= 8
    else { return nil }
    let bits = stamps.loadUnaligned(fromByteOffset: position, as: UInt64.self)
    position += 8
    let translated = numbers[Int(number)]
    if translated != Int(number) { isSame = false }
    return Origin(replica: translated, timestamp: Timestamp(bits: UInt64(bigEndian: bits)))
  }

  /// Adds a version, and keeps the greatest first.
  private mutating func add(_ origin: Origin, _ replicas: [ReplicaID]) {
    var index = origins.count
    if let known = origins.firstIndex(where: { $0.replica == origin.replica }) {
      index = known
      if origin.timestamp > origins[index].timestamp { origins[index] = origin }
    } else {
      origins.append(origin)
    }
    if index > 0, version(origins[index], replicas) > version(origins[0], replicas) {
      origins.swapAt(0, index)
    }
  }

  private func version(_ origin: Origin, _ replicas: [ReplicaID]) -> Version {
    Version(timestamp: origin.timestamp, replica: replicas[origin.replica])
  }

  /// Writes the stamps anew; they were read once, so they are well-formed.
  private mutating func translate(
    _ stamps: UnsafeRawBufferPointer, _ merged: Int, _ numbers: [Int]
  ) {
    bytes.removeAll(keepingCapacity: true)
    var position = 0
    let groupCount = copyVarint(stamps, &position)
    for _ in 0..<groupCount {
      copyEntry(stamps, &position, numbers)
      let seenCount = copyVarint(stamps, &position)
      for _ in 0..<seenCount { copyEntry(stamps, &position, numbers) }
    }
    bytes.append(contentsOf: stamps[position..<merged])
    guard merged < stamps.count else { return }
    _ = StampsCoding.forEachMerged(stamps, from: merged) { piece in
      switch piece {
      case .number(let number): Varint.append(number, to: &bytes)
      case .version(let replica, let timestamp):
        Varint.append(UInt64(numbers[replica]), to: &bytes)
        bytes.append(contentsOf: stamps[timestamp])
      }
    }
  }

  private mutating func copyVarint(
    _ stamps: UnsafeRawBufferPointer, _ position: inout Int
  ) -> UInt64 {
    let number = Varint.read(stamps, at: &position) ?? 0
    Varint.append(number, to: &bytes)
    return number
  }

  private mutating func copyEntry(
    _ stamps: UnsafeRawBufferPointer, _ position: inout Int, _ numbers: [Int]
  ) {
    let number = Int(Varint.read(stamps, at: &position) ?? 0)
    Varint.append(UInt64(numbers[number]), to: &bytes)
    bytes.append(contentsOf: stamps[position..<position + 8])
    position += 8
  }
}
