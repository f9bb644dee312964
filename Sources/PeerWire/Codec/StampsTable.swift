internal import Documents

/// The table of replicas at the head of a page that is being written: just those that the page's stamps name, in the order of
/// first use, and the way there from the numbers of a batch.
struct StampsTable {
  /// The replicas by their number in the page.
  private(set) var replicas: [ReplicaID] = []
  private let source: [ReplicaID]
  /// By number in the batch: the number in the page, or -1.
  private var numbers: [Int32]

  /// Collects the replicas of all rows.
  init(_ batch: ChangeBatch) throws(PeerCodecError) {
    source = batch.replicas
    numbers = Array(repeating: -1, count: source.count)
    let bytes = batch.bytes
    for index in batch.rows.indices {
      let range = batch.rows[index].stamps
      let isSound = bytes.withUnsafeBytes { collect(UnsafeRawBufferPointer(rebasing: $0[range])) }
      guard isSound else { throw .invalid("items[\(index)].stamps", "no stamps of the batch") }
    }
  }

  /// Appends stamps with the numbers of the page, and gives the timestamp of the stamp of `_createdAt`, nil where that is not
  /// stamped. Only for stamps that were collected.
  func translate(
    _ stamps: UnsafeRawBufferPointer, into output: inout [UInt8]
  ) -> Timestamp? {
    var position = 0
    guard let groups = Varint.read(stamps, at: &position) else { return nil }
    Varint.append(groups, to: &output)
    var first: Timestamp?
    for _ in 0..<groups {
      let timestamp = translateVersion(stamps, at: &position, into: &output)
      first = first ?? timestamp
      guard let seen = Varint.read(stamps, at: &position) else { return nil }
      Varint.append(seen, to: &output)
      for _ in 0..<seen { _ = translateVersion(stamps, at: &position, into: &output) }
    }
    let rest = UnsafeRawBufferPointer(rebasing: stamps[position...])
    let merged = StampsCoding.mergedPart(stamps, slotsAt: position) ?? stamps.count
    output.append(contentsOf: stamps[position..<merged])
    if merged < stamps.count { translateMerged(stamps, merged, into: &output) }
    // The groups stand in the order of first use: the first slot has the first group, or none.
    position = 0
    guard let head = Varint.read(rest, at: &position) else { return nil }
    return head & 1 == 1 || Varint.read(rest, at: &position) == 1 ? first : nil
  }

  private func translateMerged(
    _ stamps: UnsafeRawBufferPointer, _ start: Int, into output: inout [UInt8]
  ) {
    _ = StampsCoding.forEachMerged(stamps, from: start) { piece in
      switch piece {
      case .number(let number): Varint.append(number, to: &output)
      case .version(let replica, let timestamp):
        Varint.append(UInt64(truncatingIfNeeded: numbers[replica]), to: &output)
        output.append(contentsOf: stamps[timestamp])
      }
    }
  }

  private func translateVersion(
    _ stamps: UnsafeRawBufferPointer, at position: inout Int, into output: inout [UInt8]
  ) -> Timestamp? {
    guard let number = Varint.read(stamps, at: &position) else { return nil }
    Varint.append(UInt64(truncatingIfNeeded: numbers[Int(number)]), to: &output)
    output.append(
      contentsOf: UnsafeRawBufferPointer(rebasing: stamps[position..<position + 8]))
    let bits = stamps.loadUnaligned(fromByteOffset: position, as: UInt64.self)
    position += 8
    return Timestamp(bits: UInt64(bigEndian: bits))
  }

  /// Notes the replicas of one row's stamps; false where its bytes are no stamps.
  private mutating func collect(_ stamps: UnsafeRawBufferPointer) -> Bool {
    var position = 0
    guard let groups = Varint.read(stamps, at: &position), groups > 0, groups <= stamps.count
    else { return false }
    for _ in 0..<groups {
      guard collectVersion(stamps, at: &position),
        let seen = Varint.read(stamps, at: &position), seen <= stamps.count
      else { return false }
      for _ in 0..<seen {
        guard collectVersion(stamps, at: &position) else { return false }
      }
    }
    guard let merged = StampsCoding.mergedPart(stamps, slotsAt: position) else { return false }
    if merged == stamps.count { return true }
    var named: [Int] = []
    let isSound = StampsCoding.forEachMerged(stamps, from: merged) { piece in
      if case .version(let replica, _) = piece { named.append(replica) }
    }
    guard isSound, named.allSatisfy({ $0 < source.count }) else { return false }
    for replica in named { note(replica) }
    return true
  }

  private mutating func collectVersion(
    _ stamps: UnsafeRawBufferPointer, at position: inout Int
  ) -> Bool {
    guard let number = Varint.read(stamps, at: &position), number < source.count,
      stamps.count - position >= 8
    else { return false }
    position += 8
    note(Int(number))
    return true
  }

  private mutating func note(_ number: Int) {
    guard numbers[number] < 0 else { return }
    numbers[number] = Int32(replicas.count)
    replicas.append(source[number])
  }
}
