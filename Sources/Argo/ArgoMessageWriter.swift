/// Writes a message value by value, in the order of its wire type, without a tree.
///
/// The caller knows the wire type and is trusted to follow it: for a nullable value of an unlabeled type (record, number,
/// self-describing value) it calls ``writeNonNull()`` or ``writeNull()`` first; strings, byte strings, booleans and lists
/// are labeled and need only ``writeNull()`` when they are null. Blocks stand in the message in the order of
/// their first use, as the format demands.
public struct ArgoMessageWriter: Sendable {
  struct Block: Sendable {
    let key: String
    var bytes: [UInt8] = []
    var isUsed = false
    var deduplicates = false
    var seen = DeduplicationIndex()
  }

  /// The header of the message.
  public let header: ArgoHeader
  let isInline: Bool
  let terminatesStrings: Bool
  let mayDeduplicate: Bool
  var core: [UInt8] = []
  var blocks: [Block]
  var order: [Int] = []

  /// Begins a message.
  ///
  /// - Parameters:
  ///   - header: the modes. ``ArgoModes/selfDescribing`` means that the caller writes one self-describing value.
  ///   - deduplicates: whether repeated strings become backreferences in blocks that allow it; by default unless the
  ///     header says ``ArgoModes/noDeduplication``.
  public init(header: ArgoHeader, deduplicates: Bool? = nil) {
    self.header = header
    isInline = header.modes.contains(.inlineEverything)
    terminatesStrings = header.modes.contains(.nullTerminatedStrings)
    mayDeduplicate = deduplicates ?? !header.modes.contains(.noDeduplication)
    blocks = ArgoBlock.predeclaredKeys.map { Block(key: $0) }
  }

  /// A handle to the block of a GraphQL type. Declaring is not using: a block that nothing is written to is not sent.
  ///
  /// - Parameter deduplicates: whether its strings may become backreferences; the first use of a block decides.
  public mutating func declare(_ key: String, deduplicates: Bool = false) -> ArgoBlock {
    if let index = blocks.firstIndex(where: { $0.key.utf8.elementsEqual(key.utf8) }) {
      return ArgoBlock(index: index, deduplicates: deduplicates)
    }
    blocks.append(Block(key: key))
    return ArgoBlock(index: blocks.count - 1, deduplicates: deduplicates)
  }

  /// How many bytes the message has so far, without its header and the lengths of its blocks.
  public var byteCount: Int {
    var count = core.count
    for index in order { count += blocks[index].bytes.count }
    return count
  }

  // MARK: Labels

  /// Writes a label to the core.
  public mutating func writeLabel(_ label: Int64) {
    ArgoLabel.append(label, to: &core)
  }

  /// Writes that a nullable value is null.
  public mutating func writeNull() {
    core.append(0x01)
  }

  /// Writes that a nullable or omittable value of an unlabeled type follows.
  public mutating func writeNonNull() {
    core.append(0x00)
  }

  /// Writes that an omittable field is not there.
  public mutating func writeAbsent() {
    core.append(0x03)
  }

  /// Writes that a nullable value is null because of errors. Unless errors are out of band, their list follows.
  public mutating func writeErrorMarker() {
    core.append(0x05)
  }

  /// Writes the number of elements of a list, which follow. It must not be negative.
  public mutating func writeCount(_ count: Int) {
    ArgoLabel.append(Int64(count), to: &core)
  }

  /// Where the number of elements of a list goes that is known only behind them.
  public struct CountSlot: Sendable {
    let offset: Int
  }

  /// Begins a list whose elements are not counted yet; they follow, and then ``endList(_:count:)``.
  public func beginList() -> CountSlot {
    CountSlot(offset: core.count)
  }

  /// Ends a list: its count is put in front of its elements, which moves them. Lists within it must have ended.
  public mutating func endList(_ slot: CountSlot, count: Int) {
    var label: [UInt8] = []
    ArgoLabel.append(Int64(count), to: &label)
    core.insert(contentsOf: label, at: slot.offset)
    guard isInline else { return }
    for index in order { blocks[index].seen.shift(from: slot.offset, by: label.count) }
  }

  /// Writes a boolean.
  public mutating func writeBoolean(_ value: Bool) {
    core.append(value ? 0x02 : 0x00)
  }

  // MARK: Scalars in blocks

  /// Writes an integer (`VARINT`) to its block.
  public mutating func writeVarint(_ value: Int64, to block: ArgoBlock) {
    if isInline {
      ArgoLabel.append(value, to: &core)
    } else {
      use(block)
      ArgoLabel.append(value, to: &blocks[block.index].bytes)
    }
  }

  /// Writes a floating-point number (`FLOAT64`) to its block.
  public mutating func writeFloat64(_ value: Double, to block: ArgoBlock) {
    withUnsafeBytes(of: value.bitPattern.littleEndian) { raw in
      writeFixed(raw, to: block)
    }
  }

  /// Writes a value of fixed length (`FIXED`) to its block; the caller keeps to the length of the wire type.
  public mutating func writeFixed(_ value: UnsafeRawBufferPointer, to block: ArgoBlock) {
    if isInline {
      core.append(contentsOf: value)
    } else {
      use(block)
      blocks[block.index].bytes.append(contentsOf: value)
    }
  }

  /// Writes a string (`STRING`).
  public mutating func writeString(_ value: String, to block: ArgoBlock) {
    var value = value
    value.withUTF8 { utf8 in
      writeLabeled(UnsafeRawBufferPointer(utf8), to: block, terminated: terminatesStrings)
    }
  }

  /// Writes a string (`STRING`) that is at hand as bytes, which must be UTF-8.
  public mutating func writeUTF8(_ value: UnsafeRawBufferPointer, to block: ArgoBlock) {
    writeLabeled(value, to: block, terminated: terminatesStrings)
  }

  /// Writes a byte string (`BYTES`).
  public mutating func writeBytes(_ value: [UInt8], to block: ArgoBlock) {
    value.withUnsafeBytes { writeLabeled($0, to: block, terminated: false) }
  }

  /// Writes a byte string (`BYTES`).
  public mutating func writeBytes(_ value: ArraySlice<UInt8>, to block: ArgoBlock) {
    value.withUnsafeBytes { writeLabeled($0, to: block, terminated: false) }
  }

  /// Writes a byte string (`BYTES`).
  public mutating func writeBytes(_ value: UnsafeRawBufferPointer, to block: ArgoBlock) {
    writeLabeled(value, to: block, terminated: false)
  }

  // MARK: The end

  /// The whole message.
  public func finish() -> [UInt8] {
    var bytes: [UInt8] = []
    finish(into: &bytes)
    return bytes
  }

  /// Appends the whole message to a buffer.
  public func finish(into bytes: inout [UInt8]) {
    bytes.reserveCapacity(bytes.count + byteCount + 20 + 10 * (order.count + 1))
    header.append(to: &bytes)
    if !isInline {
      for index in order {
        ArgoLabel.append(Int64(blocks[index].bytes.count), to: &bytes)
        bytes.append(contentsOf: blocks[index].bytes)
      }
      ArgoLabel.append(Int64(core.count), to: &bytes)
    }
    bytes.append(contentsOf: core)
  }

  /// Begins the next message with the same header, and keeps blocks and memory.
  public mutating func reset() {
    core.removeAll(keepingCapacity: true)
    for index in blocks.indices where blocks[index].isUsed {
      blocks[index].bytes.removeAll(keepingCapacity: true)
      blocks[index].seen.removeAll()
      blocks[index].isUsed = false
    }
    order.removeAll(keepingCapacity: true)
  }

  // MARK: Inside

  private mutating func use(_ block: ArgoBlock) {
    if !blocks[block.index].isUsed { begin(block) }
  }

  private mutating func begin(_ block: ArgoBlock) {
    blocks[block.index].isUsed = true
    blocks[block.index].deduplicates = block.deduplicates && mayDeduplicate
    order.append(block.index)
  }

  private mutating func writeLabeled(
    _ value: UnsafeRawBufferPointer, to block: ArgoBlock, terminated: Bool
  ) {
    let index = block.index
    use(block)
    var hash = 0
    if blocks[index].deduplicates {
      hash = DeduplicationIndex.hash(value)
      let buffer = isInline ? core : blocks[index].bytes
      if let ordinal = blocks[index].seen.find(value, hash: hash, in: buffer) {
        ArgoLabel.append(ArgoLabel.firstBackreference - Int64(ordinal), to: &core)
        return
      }
    }
    ArgoLabel.append(Int64(value.count), to: &core)
    if blocks[index].deduplicates {
      let offset = isInline ? core.count : blocks[index].bytes.count
      blocks[index].seen.insert(hash: hash, offset: offset, count: value.count)
    }
    if isInline {
      core.append(contentsOf: value)
      if terminated { core.append(0) }
    } else {
      blocks[index].bytes.append(contentsOf: value)
      if terminated { blocks[index].bytes.append(0) }
    }
  }
}
