/// Self-describing values (`DESC`): each says its type itself, and uses the four predeclared blocks only.
extension ArgoMessageWriter {
  /// Writes a self-describing null.
  public mutating func writeDescNull() {
    core.append(0x01)
  }

  /// Writes a self-describing boolean.
  public mutating func writeDesc(_ value: Bool) {
    core.append(value ? 0x02 : 0x00)
  }

  /// Writes a self-describing integer.
  public mutating func writeDesc(_ value: Int64) {
    core.append(0x0c)
    writeVarint(value, to: .int)
  }

  /// Writes a self-describing floating-point number.
  public mutating func writeDesc(_ value: Double) {
    core.append(0x0e)
    writeFloat64(value, to: .float)
  }

  /// Writes a self-describing string.
  public mutating func writeDesc(_ value: String) {
    core.append(0x08)
    writeString(value, to: .string)
  }

  /// Writes a self-describing string that is at hand as bytes, which must be UTF-8.
  public mutating func writeDescUTF8(_ value: UnsafeRawBufferPointer) {
    core.append(0x08)
    writeUTF8(value, to: .string)
  }

  /// Writes a self-describing byte string.
  public mutating func writeDesc(_ value: [UInt8]) {
    core.append(0x0a)
    writeBytes(value, to: .bytes)
  }

  /// Writes a self-describing byte string.
  public mutating func writeDescBytes(_ value: UnsafeRawBufferPointer) {
    core.append(0x0a)
    writeBytes(value, to: .bytes)
  }

  /// Begins a self-describing list; as many self-describing values follow.
  public mutating func beginDescList(count: Int) {
    core.append(0x06)
    writeCount(count)
  }

  /// Begins a self-describing object; as many pairs of ``writeDescKey(_:)`` and a self-describing value follow.
  public mutating func beginDescObject(count: Int) {
    core.append(0x04)
    writeCount(count)
  }

  /// Writes the key of an object's next value.
  public mutating func writeDescKey(_ key: String) {
    writeString(key, to: .string)
  }
}
