/// Reads a message value by value, in the order of its wire type, without a tree and without copies.
///
/// Everything is checked against the bytes that are there: no input traps, and none makes the reader allocate more than
/// a small multiple of the message. The caller knows the wire type and asks for its values in order; the blocks of a
/// message are assigned to keys in the order of their first use, as the format demands.
public struct ArgoMessageReader: Sendable {
  struct Block: Sendable {
    let key: String
    var isUsed = false
    var position = -1
    var end = -1
    var deduplicates = false
    var seen: [Range<Int>] = []
  }

  /// The message.
  public let bytes: [UInt8]
  /// Its header.
  public let header: ArgoHeader
  let limits: ArgoLimits
  let isInline: Bool
  let terminatesStrings: Bool
  let tracksBackreferences: Bool
  var position: Int
  var end: Int
  var blocks: [Block]
  private var sections: [Range<Int>] = []
  private var nextSection = 0
  var elementsLeft: Int

  /// Begins to read: the header and the lengths of the blocks are checked at once.
  ///
  /// - Parameter tracksBackreferences: false where the two sides have agreed on ``ArgoModes/noDeduplication``: then
  ///   nothing is remembered, and a backreference is an error. By default they are followed even in that mode, as
  ///   some writers set it wrongly.
  public init(
    _ bytes: [UInt8], limits: ArgoLimits = .standard, tracksBackreferences: Bool = true
  ) throws(ArgoDecodingError) {
    var position = 0
    let header = try ArgoHeader(reading: bytes, at: &position)
    self.bytes = bytes
    self.header = header
    self.limits = limits
    self.tracksBackreferences = tracksBackreferences
    isInline = header.modes.contains(.inlineEverything)
    terminatesStrings = header.modes.contains(.nullTerminatedStrings)
    elementsLeft = bytes.count
    blocks = ArgoBlock.predeclaredKeys.map { Block(key: $0) }
    self.position = position
    end = bytes.count
    if !isInline { try findSections() }
  }

  private mutating func findSections() throws(ArgoDecodingError) {
    var offset = position
    repeat {
      let start = offset
      let length = try ArgoLabel.read(bytes, at: &offset, end: bytes.count)
      guard length >= 0 else { throw .invalidLabel(length, offset: start) }
      guard length <= bytes.count - offset else { throw .truncated(offset: bytes.count) }
      guard sections.count <= limits.maximumBlocks else { throw .tooManyBlocks }
      sections.append(offset..<offset + Int(length))
      offset += Int(length)
    } while offset < bytes.count
    let core = sections.removeLast()
    position = core.lowerBound
    end = core.upperBound
  }

  /// A handle to the block of a GraphQL type.
  ///
  /// - Parameter deduplicates: whether the wire type allows backreferences into it; the first use of a block decides.
  public mutating func declare(_ key: String, deduplicates: Bool = false) -> ArgoBlock {
    if let index = blocks.firstIndex(where: { $0.key.utf8.elementsEqual(key.utf8) }) {
      return ArgoBlock(index: index, deduplicates: deduplicates)
    }
    blocks.append(Block(key: key))
    return ArgoBlock(index: blocks.count - 1, deduplicates: deduplicates)
  }

  // MARK: Labels

  /// Reads a label of the core.
  public mutating func readLabel() throws(ArgoDecodingError) -> Int64 {
    try ArgoLabel.read(bytes, at: &position, end: end)
  }

  /// The next label of the core, which stays unread.
  public func peekLabel() throws(ArgoDecodingError) -> Int64 {
    var position = position
    return try ArgoLabel.read(bytes, at: &position, end: end)
  }

  /// Before a nullable value of a labeled type (string, byte string, boolean, list): takes the label if it says null.
  public mutating func readNullIfPresent() throws(ArgoDecodingError) -> Bool {
    guard position < end else { throw .truncated(offset: position) }
    guard bytes[position] == 0x01 else { return false }
    position += 1
    return true
  }

  /// Before a nullable value of an unlabeled type (record, number, self-describing value): reads whether it is null.
  public mutating func readIsNull() throws(ArgoDecodingError) -> Bool {
    let start = position
    switch try readLabel() {
    case ArgoLabel.nonNull: return false
    case ArgoLabel.null: return true
    case let other: throw .invalidLabel(other, offset: start)
    }
  }

  /// Before an omittable field: takes the label if it says that the field is not there.
  public mutating func readAbsentIfPresent() throws(ArgoDecodingError) -> Bool {
    guard position < end else { throw .truncated(offset: position) }
    guard bytes[position] == 0x03 else { return false }
    position += 1
    return true
  }

  /// Reads the number of elements of a list, which follow.
  ///
  /// All lists of a message together can't have more elements than the message has bytes.
  public mutating func readCount() throws(ArgoDecodingError) -> Int {
    let start = position
    let label = try readLabel()
    guard label >= 0 else { throw .invalidLabel(label, offset: start) }
    guard label <= elementsLeft else { throw .tooManyElements(offset: start) }
    elementsLeft -= Int(label)
    return Int(label)
  }

  /// Reads a boolean.
  public mutating func readBoolean() throws(ArgoDecodingError) -> Bool {
    let start = position
    switch try readLabel() {
    case 0: return false
    case 1: return true
    case let other: throw .invalidLabel(other, offset: start)
    }
  }

  // MARK: Scalars in blocks

  /// Reads an integer (`VARINT`) from its block.
  public mutating func readVarint(from block: ArgoBlock) throws(ArgoDecodingError) -> Int64 {
    if isInline { return try readLabel() }
    let index = block.index
    if !blocks[index].isUsed { try begin(block) }
    var position = blocks[index].position
    let value = try ArgoLabel.read(bytes, at: &position, end: blocks[index].end)
    blocks[index].position = position
    return value
  }

  /// Reads a floating-point number (`FLOAT64`) from its block.
  public mutating func readFloat64(from block: ArgoBlock) throws(ArgoDecodingError) -> Double {
    let range = try readFixed(8, from: block)
    return bytes.withUnsafeBytes { raw in
      Double(
        bitPattern: UInt64(
          littleEndian: raw.loadUnaligned(fromByteOffset: range.lowerBound, as: UInt64.self)))
    }
  }

  /// Reads a value of fixed length (`FIXED`) from its block; gives its place in ``bytes``.
  public mutating func readFixed(
    _ count: Int, from block: ArgoBlock
  ) throws(ArgoDecodingError) -> Range<Int> {
    if isInline {
      guard count <= end - position else { throw .truncated(offset: end) }
      defer { position += count }
      return position..<position + count
    }
    let index = block.index
    if !blocks[index].isUsed { try begin(block) }
    let start = blocks[index].position
    guard count <= blocks[index].end - start else { throw .truncated(offset: blocks[index].end) }
    blocks[index].position = start + count
    return start..<start + count
  }

  /// Reads a string (`STRING`).
  public mutating func readString(from block: ArgoBlock) throws(ArgoDecodingError) -> String {
    let entry = try readLabeled(from: block, terminated: terminatesStrings)
    return try string(in: entry.range)
  }

  /// Reads a string (`STRING`); gives the place of its UTF-8, which is checked, in ``bytes``.
  public mutating func readUTF8(from block: ArgoBlock) throws(ArgoDecodingError) -> Range<Int> {
    let entry = try readLabeled(from: block, terminated: terminatesStrings)
    if entry.isNew { try checkUTF8(entry.range) }
    return entry.range
  }

  /// Reads a byte string (`BYTES`); gives its place in ``bytes``.
  public mutating func readBytes(from block: ArgoBlock) throws(ArgoDecodingError) -> Range<Int> {
    try readLabeled(from: block, terminated: false).range
  }

  /// The string at a place that ``readUTF8(from:)`` or ``readDesc()`` gave.
  ///
  /// - Throws: ``ArgoDecodingError/invalidUTF8(offset:)`` if the place holds something else.
  public func string(in range: Range<Int>) throws(ArgoDecodingError) -> String {
    guard range.lowerBound >= 0, range.upperBound <= bytes.count else {
      throw .truncated(offset: bytes.count)
    }
    let utf8: UTF8Span
    do {
      utf8 = try UTF8Span(validating: bytes.span.extracting(range))
    } catch {
      throw .invalidUTF8(offset: range.lowerBound)
    }
    return String(copying: utf8)
  }

  /// Checks that the message ends here, and that every block is used up.
  public func finish() throws(ArgoDecodingError) {
    guard position == end else { throw .trailingBytes(offset: position) }
    guard nextSection == sections.count else {
      throw .trailingBytes(offset: sections[nextSection].lowerBound)
    }
    for block in blocks where block.position != block.end {
      throw .trailingBytes(offset: block.position)
    }
  }

  // MARK: Inside

  struct Entry {
    var range: Range<Int>
    /// Which of the values that the block remembers it is; -1 when the block remembers none.
    var ordinal: Int
    var isNew: Bool
  }

  mutating func readLabeled(
    from block: ArgoBlock, terminated: Bool
  ) throws(ArgoDecodingError) -> Entry {
    let start = position
    let label = try readLabel()
    let index = block.index
    if !blocks[index].isUsed { try begin(block) }
    guard label >= 0 else {
      guard label <= ArgoLabel.firstBackreference else {
        throw .invalidLabel(label, offset: start)
      }
      let ordinal = -(label - ArgoLabel.firstBackreference)
      guard ordinal < blocks[index].seen.count else {
        throw .invalidBackreference(label, offset: start)
      }
      let range = blocks[index].seen[Int(ordinal)]
      return Entry(range: range, ordinal: Int(ordinal), isNew: false)
    }
    let from = isInline ? position : blocks[index].position
    let to = isInline ? end : blocks[index].end
    guard label <= to - from else { throw .truncated(offset: to) }
    let range = from..<from + Int(label)
    var next = range.upperBound
    if terminated {
      guard next < to, bytes[next] == 0 else { throw .missingTerminator(offset: next) }
      next += 1
    }
    if isInline { position = next } else { blocks[index].position = next }
    guard blocks[index].deduplicates else { return Entry(range: range, ordinal: -1, isNew: true) }
    blocks[index].seen.append(range)
    return Entry(range: range, ordinal: blocks[index].seen.count - 1, isNew: true)
  }

  private mutating func begin(_ block: ArgoBlock) throws(ArgoDecodingError) {
    blocks[block.index].isUsed = true
    blocks[block.index].deduplicates = block.deduplicates && tracksBackreferences
    if isInline { return }
    guard nextSection < sections.count else {
      throw .missingBlock(key: blocks[block.index].key)
    }
    let section = sections[nextSection]
    nextSection += 1
    blocks[block.index].position = section.lowerBound
    blocks[block.index].end = section.upperBound
  }

  private func checkUTF8(_ range: Range<Int>) throws(ArgoDecodingError) {
    do {
      _ = try UTF8Span(validating: bytes.span.extracting(range))
    } catch {
      throw .invalidUTF8(offset: range.lowerBound)
    }
  }
}
