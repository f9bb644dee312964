/// The packed form of values: a tag byte each, then what the tag says. Used in batches of rows, and for the fields that a
/// node keeps without knowing them. Doubles that are not finite, and text that is not UTF-8, are no values: no store keeps them.
///
/// Tags: 0 absent, 1 null, 2 false, 3 true, 4 an integer as a zig-zag varint, 5 a double as 8 bytes little-endian, 6 text as a
/// varint length and UTF-8, 7 a list as the varint length of what follows, a varint count, and the elements.
public enum PackedValues {
  @usableFromInline static let absent: UInt8 = 0
  @usableFromInline static let null: UInt8 = 1
  @usableFromInline static let no: UInt8 = 2
  @usableFromInline static let yes: UInt8 = 3
  @usableFromInline static let int: UInt8 = 4
  @usableFromInline static let double: UInt8 = 5
  @usableFromInline static let text: UInt8 = 6
  @usableFromInline static let list: UInt8 = 7

  /// The deepest nesting of lists that is read.
  public static let maximumDepth = 32

  /// Appends a value; nil is absent.
  public static func append(_ value: Value?, to bytes: inout [UInt8]) {
    switch value {
    case nil: bytes.append(absent)
    case .null: bytes.append(null)
    case .bool(let value): bytes.append(value ? yes : no)
    case .int(let value): append(value, to: &bytes)
    case .double(let value): append(value, to: &bytes)
    case .string(var value): value.withUTF8 { append(text: UnsafeRawBufferPointer($0), to: &bytes) }
    case .list(let values):
      var content: [UInt8] = []
      Varint.append(UInt64(values.count), to: &content)
      for value in values { append(value, to: &content) }
      bytes.append(list)
      Varint.append(UInt64(content.count), to: &bytes)
      bytes.append(contentsOf: content)
    }
  }

  /// Appends null.
  @inlinable
  public static func appendNull(to bytes: inout [UInt8]) { bytes.append(null) }

  /// Appends the mark of a field that nobody ever wrote.
  @inlinable
  public static func appendAbsent(to bytes: inout [UInt8]) { bytes.append(absent) }

  /// Appends a boolean.
  @inlinable
  public static func append(_ value: Bool, to bytes: inout [UInt8]) {
    bytes.append(value ? yes : no)
  }

  /// Appends an integer.
  @inlinable
  public static func append(_ value: Int64, to bytes: inout [UInt8]) {
    bytes.append(int)
    Varint.append(Varint.zigZag(value), to: &bytes)
  }

  /// Appends a double.
  @inlinable
  public static func append(_ value: Double, to bytes: inout [UInt8]) {
    bytes.append(double)
    withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// Appends text that is UTF-8 already.
  @inlinable
  public static func append(text utf8: UnsafeRawBufferPointer, to bytes: inout [UInt8]) {
    bytes.append(text)
    Varint.append(UInt64(utf8.count), to: &bytes)
    bytes.append(contentsOf: utf8.bindMemory(to: UInt8.self))
  }

  /// Reads one value at `position` without copying it, and moves past it; nil where the bytes are not such a value.
  @inlinable
  public static func read(
    _ bytes: UnsafeRawBufferPointer, at position: inout Int
  ) -> PackedValue? {
    guard position < bytes.count else { return nil }
    let tag = bytes[position]
    position += 1
    switch tag {
    case absent: return .absent
    case null: return .null
    case no: return .bool(false)
    case yes: return .bool(true)
    case int: return Varint.read(bytes, at: &position).map { .int(Varint.unzigZag($0)) }
    case double:
      guard bytes.count - position >= 8 else { return nil }
      let bits = bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
      position += 8
      let value = Double(bitPattern: UInt64(littleEndian: bits))
      return value.isFinite ? .double(value) : nil
    case text, list:
      guard let length = Varint.read(bytes, at: &position), length <= bytes.count - position
      else { return nil }
      let range = position..<position + Int(length)
      position = range.upperBound
      return tag == text ? .text(range) : .list(range)
    default: return nil
    }
  }

  /// Reads one value at `position` as a ``Value``, and moves past it. Outer nil where the bytes are not such a value; inner
  /// nil for an absent one.
  public static func readValue(
    _ bytes: UnsafeRawBufferPointer, at position: inout Int, depth: Int = 0
  ) -> Value?? {
    guard depth <= maximumDepth, let packed = read(bytes, at: &position) else { return nil }
    switch packed {
    case .absent: return .some(nil)
    case .null: return .some(.null)
    case .bool(let value): return .some(.bool(value))
    case .int(let value): return .some(.int(value))
    case .double(let value): return .some(.double(value))
    case .text(let range):
      return String(validating: bytes[range], as: UTF8.self).map { .some(.string($0)) }
    case .list(let range):
      let content = UnsafeRawBufferPointer(rebasing: bytes[range])
      var inner = 0
      guard let count = Varint.read(content, at: &inner), count <= content.count else { return nil }
      var values: [Value] = []
      values.reserveCapacity(Int(count))
      for _ in 0..<count {
        guard let element = readValue(content, at: &inner, depth: depth + 1), let value = element
        else { return nil }
        values.append(value)
      }
      return inner == content.count ? .some(.list(values)) : nil
    }
  }
}

/// A value in packed bytes, looked at in place. Ranges are positions in those bytes.
public enum PackedValue: Sendable, Hashable {
  case absent
  case null
  case bool(Bool)
  case int(Int64)
  case double(Double)
  /// UTF-8.
  case text(Range<Int>)
  /// A varint count, and that many packed values.
  case list(Range<Int>)
}
