/// UTF-8 JSON text being written, without white space: fast, append-only, with rewind.
///
/// Each value is written with a comma behind it, which the end of the array or object replaces; so
/// no state is kept but the bytes, and going back is cutting them off.
public struct JSONBytes: Sendable {
  /// The storage; only the first `count` bytes mean something.
  @usableFromInline var storage: [UInt8]
  /// How many bytes are written.
  public private(set) var count = 0

  /// An empty text with room for some bytes.
  public init(capacity: Int = 256) {
    storage = [UInt8](repeating: 0, count: max(capacity, 32))
  }

  /// The text so far, without the comma behind the last value.
  public consuming func finish() -> [UInt8] {
    if count > 0, storage[count - 1] == UInt8(ascii: ",") { count -= 1 }
    storage.removeLast(storage.count - count)
    return storage
  }

  /// Cuts the text back to a `count` that it had before.
  public mutating func rewind(to count: Int) {
    precondition(count <= self.count)
    self.count = count
  }

  /// `{`
  public mutating func beginObject() { put(UInt8(ascii: "{")) }
  /// `}`, in place of the comma behind the last entry.
  public mutating func endObject() { close(with: UInt8(ascii: "}")) }
  /// `[`
  public mutating func beginArray() { put(UInt8(ascii: "[")) }
  /// `]`, in place of the comma behind the last item.
  public mutating func endArray() { close(with: UInt8(ascii: "]")) }
  /// A key and its colon.
  public mutating func key(_ key: String) {
    var key = key
    key.withUTF8 { quote(UnsafeRawBufferPointer($0), before: UInt8(ascii: ":")) }
  }
  /// A key with quotes, escapes and colon, prepared before.
  public mutating func rawKey(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { put($0) }
  }

  /// `null`
  public mutating func null() { put("null,") }
  /// `true` or `false`
  public mutating func bool(_ value: Bool) { put(value ? "true," : "false,") }

  /// An integer in decimal.
  public mutating func int(_ value: Int64) {
    reserve(21)
    count = storage.withUnsafeMutableBytes { Self.put(value, in: $0, at: count) }
    put(UInt8(ascii: ","))
  }

  /// An integer in decimal, as a string.
  public mutating func digits(_ value: Int64) {
    reserve(24)
    count = storage.withUnsafeMutableBytes { memory in
      memory[count] = UInt8(ascii: "\"")
      let end = Self.put(value, in: memory, at: count + 1)
      memory[end] = UInt8(ascii: "\"")
      memory[end + 1] = UInt8(ascii: ",")
      return end + 2
    }
  }

  /// Puts decimal digits somewhere with room for 20 bytes; returns where they end.
  private static func put(
    _ value: Int64, in memory: UnsafeMutableRawBufferPointer, at start: Int
  ) -> Int {
    var start = start
    if value < 0 {
      memory[start] = UInt8(ascii: "-")
      start += 1
    }
    var magnitude = value.magnitude
    var end = start + 1
    var probe = magnitude
    while probe >= 10 {
      probe /= 10
      end += 1
    }
    var position = end
    repeat {
      position -= 1
      let (quotient, digit) = magnitude.quotientAndRemainder(dividingBy: 10)
      memory[position] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit)
      magnitude = quotient
    } while magnitude > 0
    return end
  }

  /// A number in its shortest form that reads back as the same number; `null` if it is not finite.
  public mutating func double(_ value: Double) {
    guard value.isFinite else { return null() }
    var text = value.description
    text.withUTF8 { put(UnsafeRawBufferPointer($0)) }
    put(UInt8(ascii: ","))
  }

  /// A string with quotes and escapes.
  public mutating func string(_ value: String) {
    var value = value
    value.withUTF8 { quote(UnsafeRawBufferPointer($0), before: UInt8(ascii: ",")) }
  }

  /// A string whose valid UTF-8 bytes are given.
  public mutating func utf8(_ bytes: UnsafeRawBufferPointer) {
    quote(bytes, before: UInt8(ascii: ","))
  }

  /// Any value. Values from outside have a limited depth; see `JSONLimits`.
  public mutating func write(_ value: JSON) {
    switch value {
    case .null: null()
    case .bool(let value): bool(value)
    case .int(let value): int(value)
    case .double(let value): double(value)
    case .string(let value): string(value)
    case .array(let items):
      beginArray()
      for item in items { write(item) }
      endArray()
    case .object(let object):
      beginObject()
      for (key, value) in object.entries {
        self.key(key)
        write(value)
      }
      endObject()
    }
  }

  /// Text that is JSON already: a whole value, without a comma behind it.
  public mutating func raw(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { put($0) }
    put(UInt8(ascii: ","))
  }
}

extension JSONBytes {
  /// Quotes, the bytes between them, and a byte behind: runs that need no escape are copied at
  /// once.
  private mutating func quote(_ bytes: UnsafeRawBufferPointer, before next: UInt8) {
    let length = bytes.count
    if firstEscape(in: bytes, from: 0) == length {
      reserve(length + 3)
      let at = count
      storage.withUnsafeMutableBytes { memory in
        memory[at] = UInt8(ascii: "\"")
        if length > 0 {
          UnsafeMutableRawBufferPointer(rebasing: memory[(at + 1)..<(at + 1 + length)])
            .copyMemory(from: bytes)
        }
        memory[at + 1 + length] = UInt8(ascii: "\"")
        memory[at + 2 + length] = next
      }
      count = at + length + 3
      return
    }
    put(UInt8(ascii: "\""))
    var start = 0
    while start < length {
      let end = firstEscape(in: bytes, from: start)
      if end > start { put(UnsafeRawBufferPointer(rebasing: bytes[start..<end])) }
      if end < length { escape(bytes[end]) }
      start = end + 1
    }
    put(UInt8(ascii: "\""))
    put(next)
  }

  /// The index of the first byte that must be escaped (`"`, `\`, controls), eight bytes a step.
  private func firstEscape(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let highs: UInt64 = 0x8080_8080_8080_8080
    var index = start
    while index + 8 <= bytes.count {
      let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      let controls = (word &- ones &* 0x20) & ~word
      let quotes = word ^ (ones &* 0x22)
      let slashes = word ^ (ones &* 0x5C)
      let found =
        (controls | ((quotes &- ones) & ~quotes) | ((slashes &- ones) & ~slashes)) & highs
      if found != 0 { break }
      index += 8
    }
    while index < bytes.count {
      let byte = bytes[index]
      if byte < 0x20 || byte == 0x22 || byte == 0x5C { break }
      index += 1
    }
    return index
  }

  private mutating func escape(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""): put("\\\"")
    case UInt8(ascii: "\\"): put("\\\\")
    case 0x08: put("\\b")
    case 0x09: put("\\t")
    case 0x0A: put("\\n")
    case 0x0C: put("\\f")
    case 0x0D: put("\\r")
    default:
      put("\\u00")
      put(hexDigit(byte >> 4))
      put(hexDigit(byte & 15))
    }
  }

  private func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }

  private mutating func close(with byte: UInt8) {
    reserve(2)
    if storage[count - 1] == UInt8(ascii: ",") { count -= 1 }
    storage[count] = byte
    storage[count + 1] = UInt8(ascii: ",")
    count += 2
  }

  private mutating func put(_ byte: UInt8) {
    reserve(1)
    storage[count] = byte
    count += 1
  }

  private mutating func put(_ text: StaticString) {
    put(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  private mutating func put(_ bytes: UnsafeRawBufferPointer) {
    reserve(bytes.count)
    guard bytes.count > 0 else { return }
    let at = count
    storage.withUnsafeMutableBytes {
      UnsafeMutableRawBufferPointer(rebasing: $0[at..<(at + bytes.count)]).copyMemory(from: bytes)
    }
    count += bytes.count
  }

  @inline(__always)
  private mutating func reserve(_ more: Int) {
    if count + more > storage.count { grow(more) }
  }

  @inline(never)
  private mutating func grow(_ more: Int) {
    let size = max(storage.count * 2, count + more)
    storage.reserveCapacity(size)
    storage.append(contentsOf: repeatElement(0, count: size - storage.count))
  }
}
