/// Reads an unsigned number of up to 64 bits, seven bits a byte, the low ones first, the top bit
/// set in all bytes but the last (LEB128). Only the shortest form is accepted.
struct VarintReader: Hashable, Sendable {
  private var value: UInt64 = 0
  private var shift: UInt64 = 0

  /// Takes the next byte; the number, when this was its last.
  mutating func take(_ byte: UInt8) throws(LinkError) -> UInt64? {
    let bits = UInt64(byte & 0x7f)
    // The tenth byte has room for one bit, and a last byte of zero adds nothing.
    guard shift < 63 || (shift == 63 && byte <= 1), byte != 0 || shift == 0 else {
      throw .protocolViolation(.badVarint)
    }
    value |= bits << shift
    shift += 7
    return byte & 0x80 == 0 ? value : nil
  }
}

/// The shortest form of a number as `VarintReader` reads it.
func varint(_ number: UInt64) -> [UInt8] {
  var bytes: [UInt8] = []
  var rest = number
  while rest >= 0x80 {
    bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
    rest >>= 7
  }
  bytes.append(UInt8(rest))
  return bytes
}
