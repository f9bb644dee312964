extension PackedValues {
  /// Moves past one value that ``readValue(_:at:depth:)`` would read, without making it. Returns false where it would not.
  public static func skip(
    _ bytes: UnsafeRawBufferPointer, at position: inout Int, depth: Int = 0
  ) -> Bool {
    guard depth <= maximumDepth, let value = read(bytes, at: &position) else { return false }
    switch value {
    case .absent, .null, .bool, .int, .double: return true
    case .text(let range): return isUTF8(UnsafeRawBufferPointer(rebasing: bytes[range]))
    case .list(let range):
      let content = UnsafeRawBufferPointer(rebasing: bytes[range])
      var inner = 0
      guard let count = Varint.read(content, at: &inner), count <= content.count else {
        return false
      }
      for _ in 0..<count {
        guard inner < content.count, content[inner] != absent,
          skip(content, at: &inner, depth: depth + 1)
        else { return false }
      }
      return inner == content.count
    }
  }

  /// Whether bytes are UTF-8.
  static func isUTF8(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var index = 0
    while bytes.count - index >= 8 {
      let eight = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      if eight & 0x8080_8080_8080_8080 != 0 { break }
      index += 8
    }
    while index < bytes.count, bytes[index] < 0x80 { index += 1 }
    return index == bytes.count || String(validating: bytes[index...], as: UTF8.self) != nil
  }
}
