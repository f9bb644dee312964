/// Self-describing values (`DESC`).
extension ArgoMessageReader {
  /// Reads the beginning of a self-describing value: a scalar whole, of a list or object its count.
  public mutating func readDesc() throws(ArgoDecodingError) -> ArgoDescToken {
    let start = position
    switch try readLabel() {
    case ArgoTypeMarker.null: return .null
    case ArgoTypeMarker.false: return .boolean(false)
    case ArgoTypeMarker.true: return .boolean(true)
    case ArgoTypeMarker.string: return .string(try readUTF8(from: .string))
    case ArgoTypeMarker.bytes: return .bytes(try readBytes(from: .bytes))
    case ArgoTypeMarker.int: return .int(try readVarint(from: .int))
    case ArgoTypeMarker.float: return .float(try readFloat64(from: .float))
    case ArgoTypeMarker.list: return .list(count: try readCount())
    case ArgoTypeMarker.object: return .object(count: try readCount())
    case let marker: throw .invalidTypeMarker(marker, offset: start)
    }
  }

  /// Reads the key of an object's next value; gives the place of its UTF-8 in ``bytes``.
  public mutating func readDescKey() throws(ArgoDecodingError) -> Range<Int> {
    try readUTF8(from: .string)
  }

  /// Reads a whole self-describing value and drops it.
  ///
  /// - Throws: as ``readDesc()``; ``ArgoDecodingError/tooDeep(offset:)`` beyond the limit.
  public mutating func skipDesc() throws(ArgoDecodingError) {
    try skipDesc(depth: limits.maximumDepth)
  }

  private mutating func skipDesc(depth: Int) throws(ArgoDecodingError) {
    let start = position
    switch try readDesc() {
    case .null, .boolean, .int, .float, .string, .bytes: return
    case .list(let count):
      guard depth > 0 else { throw .tooDeep(offset: start) }
      for _ in 0..<count { try skipDesc(depth: depth - 1) }
    case .object(let count):
      guard depth > 0 else { throw .tooDeep(offset: start) }
      for _ in 0..<count {
        _ = try readDescKey()
        try skipDesc(depth: depth - 1)
      }
    }
  }
}
