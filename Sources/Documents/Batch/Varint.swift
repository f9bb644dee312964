/// Unsigned LEB128: seven bits a byte, the least significant first; the highest bit says that another byte follows.
public enum Varint {
  /// Appends a number, in 1 to 10 bytes.
  @inlinable
  public static func append(_ number: UInt64, to bytes: inout [UInt8]) {
    var rest = number
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// Reads a number at `position` and moves past it; nil, with the position anywhere, if it is cut off, exceeds 64 bits, or is
  /// longer than it need be.
  @inlinable
  public static func read(_ bytes: UnsafeRawBufferPointer, at position: inout Int) -> UInt64? {
    var number: UInt64 = 0
    var shift: UInt64 = 0
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      guard shift < 63 || (shift == 63 && byte <= 1) else { return nil }
      number |= UInt64(byte & 0x7F) << shift
      if byte & 0x80 == 0 { return byte != 0 || shift == 0 ? number : nil }
      shift += 7
    }
    return nil
  }

  /// Maps signed numbers to unsigned ones so that small magnitudes stay small.
  @inlinable
  public static func zigZag(_ number: Int64) -> UInt64 {
    UInt64(bitPattern: (number << 1) ^ (number >> 63))
  }

  /// The inverse of ``zigZag(_:)``.
  @inlinable
  public static func unzigZag(_ number: UInt64) -> Int64 {
    Int64(bitPattern: number >> 1) ^ -Int64(bitPattern: number & 1)
  }
}
