/// Why bytes are not a message of the expected type. Offsets count bytes from the start of the message.
public enum ArgoDecodingError: Error, Hashable, Sendable {
  /// The message, a block or the core ends before what should stand at the offset.
  case truncated(offset: Int)
  /// An integer has more than 64 bits.
  case integerOutOfRange(offset: Int)
  /// A label has a value that its place doesn't allow.
  case invalidLabel(Int64, offset: Int)
  /// The type marker of a self-describing value is unknown.
  case invalidTypeMarker(Int64, offset: Int)
  /// A backreference points to a value that was not seen yet.
  case invalidBackreference(Int64, offset: Int)
  /// A string is not UTF-8.
  case invalidUTF8(offset: Int)
  /// A string of a null-terminated message doesn't end with a zero byte.
  case missingTerminator(offset: Int)
  /// The header has flags that this version doesn't know; they are given as bits.
  case unknownModes(UInt64)
  /// The message has fewer blocks than its core uses.
  case missingBlock(key: String)
  /// The message has more blocks than ``ArgoLimits/maximumBlocks``.
  case tooManyBlocks
  /// Lists claim more elements than the message has bytes.
  case tooManyElements(offset: Int)
  /// Self-describing values are nested deeper than ``ArgoLimits/maximumDepth``.
  case tooDeep(offset: Int)
  /// The message goes on behind its value, or has blocks that nothing uses.
  case trailingBytes(offset: Int)
  /// An error's path has an index that the wire type doesn't have.
  case invalidPath(offset: Int)
}

extension ArgoDecodingError: CustomStringConvertible {
  /// The reason in a sentence.
  public var description: String {
    switch self {
    case .truncated(let offset): "the message ends too early, at byte \(offset)"
    case .integerOutOfRange(let offset): "the integer at byte \(offset) has more than 64 bits"
    case .invalidLabel(let label, let offset): "label \(label) is not allowed at byte \(offset)"
    case .invalidTypeMarker(let marker, let offset):
      "type marker \(marker) at byte \(offset) is unknown"
    case .invalidBackreference(let label, let offset):
      "backreference \(label) at byte \(offset) points to nothing"
    case .invalidUTF8(let offset): "the string at byte \(offset) is not UTF-8"
    case .missingTerminator(let offset): "the string that ends at byte \(offset) has no zero byte"
    case .unknownModes(let bits): "the header has unknown flags, \(String(bits, radix: 2))"
    case .missingBlock(let key): "there is no block for values of type \(key)"
    case .tooManyBlocks: "there are too many blocks"
    case .tooManyElements(let offset): "the list at byte \(offset) is longer than the message"
    case .tooDeep(let offset): "values are nested too deeply at byte \(offset)"
    case .trailingBytes(let offset): "something unexpected follows at byte \(offset)"
    case .invalidPath(let offset): "the path at byte \(offset) leads nowhere"
    }
  }
}
