/// Identifiers of version 7 (RFC 9562 section 5.7): 48 bits of milliseconds, then random bits, so ids that are made one after the
/// other sort nearly so, and are inserted in order.
public enum UUIDv7 {
  /// A new id in lower-case text, such as `019ab2c4-5b7e-7c31-9f0a-3d2e1b6a7c55`. Milliseconds outside 0..<2^48 are clamped.
  public static func make(
    milliseconds: Int64, using random: inout some RandomNumberGenerator
  ) -> DocumentID {
    let time = Timestamp(milliseconds: milliseconds).bits >> 16
    let high = time << 16 | 0x7000 | random.next() & 0x0FFF
    let low = 0x8000_0000_0000_0000 | random.next() & 0x3FFF_FFFF_FFFF_FFFF
    return DocumentID(
      String(unsafeUninitializedCapacity: 36) { text in
        var length = 0
        for digit in 0..<32 {
          if digit == 8 || digit == 12 || digit == 16 || digit == 20 {
            text[length] = UInt8(ascii: "-")
            length += 1
          }
          let word = digit < 16 ? high : low
          let value = UInt8(truncatingIfNeeded: word >> UInt64(60 - digit % 16 * 4)) & 0xF
          text[length] = value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
          length += 1
        }
        return length
      })
  }
}
