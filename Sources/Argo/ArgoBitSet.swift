/// The variable-length bit set of the header: seven bits a byte, least significant first, in the byte's upper seven
/// bits; the lowest bit of a byte says that another byte follows.
enum ArgoBitSet {
  /// The bits that fit in nine bytes, the most that is read or written.
  static let mask: UInt64 = (1 << 63) - 1
  private static let maximumBytes = 9

  /// Appends a bit set in the fewest bytes, at least one. Bit 63 can't be sent and must be clear.
  static func append(_ bits: UInt64, to bytes: inout [UInt8]) {
    var rest = bits & mask
    repeat {
      let low = UInt8(truncatingIfNeeded: rest & 0x7f)
      rest >>= 7
      bytes.append(low << 1 | (rest == 0 ? 0 : 1))
    } while rest != 0
  }

  /// Reads a bit set and moves the position behind it.
  static func read(_ bytes: [UInt8], at position: inout Int) throws(ArgoDecodingError) -> UInt64 {
    var bits: UInt64 = 0
    for index in 0..<maximumBytes {
      guard position < bytes.count else { throw .truncated(offset: position) }
      let byte = bytes[position]
      position += 1
      bits |= UInt64(byte >> 1) << (7 * UInt64(index))
      if byte & 1 == 0 { return bits }
    }
    throw .integerOutOfRange(offset: position)
  }
}
