/// Labels: the signed integers of the core which say a length, a boolean, or that a value is missing.
///
/// They and all variable-length integers are written as Protocol Buffers writes `sint64`: zig-zag, then seven bits a
/// byte, least significant first, the highest bit of a byte saying that another follows.
enum ArgoLabel {
  /// A value that is there, where its type writes no label of its own; also `false`.
  static let nonNull: Int64 = 0
  /// A value that is null.
  static let null: Int64 = -1
  /// A field that is not in this response.
  static let absent: Int64 = -2
  /// A value that is null because of the errors that follow.
  static let error: Int64 = -3
  /// The label of the first value remembered in a block; later ones count down from here.
  static let firstBackreference: Int64 = -4

  /// The most bytes that an integer of 64 bits takes.
  static let maximumBytes = 10

  /// Maps signed to unsigned, small magnitudes to small numbers: 0, -1, 1, -2 become 0, 1, 2, 3.
  static func zigZag(_ value: Int64) -> UInt64 {
    UInt64(bitPattern: (value << 1) ^ (value >> 63))
  }

  /// The inverse of ``zigZag(_:)``.
  static func unZigZag(_ value: UInt64) -> Int64 {
    Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
  }

  /// Appends an integer in the fewest bytes.
  static func append(_ value: Int64, to bytes: inout [UInt8]) {
    var rest = zigZag(value)
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  /// How many bytes ``append(_:to:)`` writes.
  static func byteCount(_ value: Int64) -> Int {
    let bits = UInt64.bitWidth - (zigZag(value) | 1).leadingZeroBitCount
    return (bits + 6) / 7
  }

  /// Reads an integer that ends before `end`, and moves the position behind it.
  ///
  /// - Throws: ``ArgoDecodingError/truncated(offset:)``; ``ArgoDecodingError/integerOutOfRange(offset:)`` if it needs
  ///   more than 64 bits.
  static func read(
    _ bytes: [UInt8], at position: inout Int, end: Int
  ) throws(ArgoDecodingError) -> Int64 {
    guard position < end else { throw .truncated(offset: position) }
    let first = bytes[position]
    position += 1
    if first < 0x80 { return unZigZag(UInt64(first)) }
    return try readMore(bytes, at: &position, end: end, first: first)
  }

  private static func readMore(
    _ bytes: [UInt8], at position: inout Int, end: Int, first: UInt8
  ) throws(ArgoDecodingError) -> Int64 {
    var value = UInt64(first & 0x7f)
    var shift: UInt64 = 7
    while true {
      guard position < end else { throw .truncated(offset: position) }
      let byte = bytes[position]
      guard shift < 63 || (shift == 63 && byte <= 1) else {
        throw .integerOutOfRange(offset: position)
      }
      position += 1
      value |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 { return unZigZag(value) }
      shift += 7
    }
  }
}
