/// Content in an order of its own, the same on every node: picks the winner between equal versions. What holders have merged
/// (``Stamp/merged``) is no part of it, as nodes differ in that.
struct MergeContent: Comparable {
  private let bytes: [UInt8]

  /// Everything in a document but its id.
  init(_ state: DocumentState) {
    var bytes: [UInt8] = []
    Self.append(state.createdAt.bits, to: &bytes)
    bytes.append(state.isDeleted ? 1 : 0)
    Self.append(UInt64(state.values.count), to: &bytes)
    for value in state.values { PackedValues.append(value, to: &bytes) }
    Self.append(UInt64(state.stamps.slotCount), to: &bytes)
    for index in 0..<state.stamps.slotCount {
      guard let stamp = state.stamps[Slot(index: index)] else {
        bytes.append(0)
        continue
      }
      bytes.append(1)
      Self.append(stamp, to: &bytes)
    }
    self.bytes = bytes
  }

  /// What belongs to one slot: its content first, then what its writer had seen.
  init(_ state: DocumentState, _ slot: Slot, _ stamp: Stamp?) {
    var bytes: [UInt8] = []
    switch slot {
    case .createdAt: Self.append(state.createdAt.bits, to: &bytes)
    case .deleted: bytes.append(state.isDeleted ? 1 : 0)
    default: PackedValues.append(state.value(at: slot), to: &bytes)
    }
    if let stamp { Self.append(stamp, to: &bytes) }
    self.bytes = bytes
  }

  /// Lexicographic, by bytes.
  static func < (left: MergeContent, right: MergeContent) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }

  private static func append(_ number: UInt64, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
  }

  private static func append(_ stamp: Stamp, to bytes: inout [UInt8]) {
    append(stamp.version, to: &bytes)
    append(UInt64(stamp.seen.entries.count), to: &bytes)
    for version in stamp.seen.entries { append(version, to: &bytes) }
  }

  private static func append(_ version: Version, to bytes: inout [UInt8]) {
    append(version.replica.bits, to: &bytes)
    append(version.timestamp.bits, to: &bytes)
  }
}
