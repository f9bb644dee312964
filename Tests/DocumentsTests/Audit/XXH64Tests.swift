import Documents
import Testing

@Suite("XXH64")
struct XXH64Tests {
  /// The bytes of the reference implementation's sanity check.
  private static let buffer: [UInt8] = {
    var generator: UInt64 = 2_654_435_761
    return (0..<222).map { _ in
      defer { generator &*= 11_400_714_785_074_694_797 }
      return UInt8(generator >> 56)
    }
  }()

  /// Length, hash with seed 0, hash with seed 2654435761: the vectors of that check.
  private static let vectors: [(Int, UInt64, UInt64)] = [
    (0, 0xEF46_DB37_51D8_E999, 0xAC75_FDA2_929B_17EF),
    (1, 0xE934_A84A_DB05_2768, 0x5014_6076_43A9_B4C3),
    (4, 0x9136_A0DC_A574_57EE, 0xCAAB_286B_D8E9_FDB5),
    (14, 0x8282_DCC4_994E_35C8, 0xC3BD_6BF6_3DEB_6DF0),
    (222, 0xB641_AE8C_B691_C174, 0x20CB_8AB7_AE10_C14A),
  ]

  @Test("gives the vectors of the reference implementation", arguments: vectors)
  func reference(length: Int, plain: UInt64, seeded: UInt64) {
    Self.buffer.withUnsafeBytes { bytes in
      let bytes = UnsafeRawBufferPointer(rebasing: bytes[..<length])
      #expect(XXH64.hash(bytes) == plain)
      #expect(XXH64.hash(bytes, seed: 2_654_435_761) == seeded)
    }
  }

  @Test("hashes words as their bytes in little-endian order")
  func words() {
    let words: [UInt64] = [0x0123_4567_89AB_CDEF, .max - 5]
    words.withUnsafeBytes { bytes in
      #expect(XXH64.hash(words[0], words[1], seed: 7) == XXH64.hash(bytes, seed: 7))
      let first = UnsafeRawBufferPointer(rebasing: bytes[..<8])
      #expect(XXH64.hash(words[0], seed: 9) == XXH64.hash(first, seed: 9))
    }
  }
}
