/// Writes a response as JSON bytes, without a tree in between.
public struct JSONResponseWriter: ResponseWriter {
  /// The text so far; a caller may write around the data.
  public var json: JSONBytes

  /// The number of bytes at which the response is too large.
  public let limit: Int

  /// An empty text with room for some bytes.
  public init(capacity: Int = 1024, limit: Int = .max) {
    json = JSONBytes(capacity: capacity)
    self.limit = limit
  }

  /// Whether the limit is exceeded.
  public var isFull: Bool { json.count > limit }

  /// The number of bytes so far.
  public mutating func mark() -> Int { json.count }
  /// Cuts the text.
  public mutating func rewind(to mark: Int) { json.rewind(to: mark) }
  /// `{`
  public mutating func beginObject(_ plan: ObjectPlan) { json.beginObject() }
  /// The key, prepared in the plan.
  public mutating func beginField(_ field: PlannedField) { json.rawKey(field.jsonKey) }
  /// `}`
  public mutating func endObject(_ plan: ObjectPlan) { json.endObject() }
  /// `[`
  public mutating func beginList(count: Int) { json.beginArray() }
  /// `]`
  public mutating func endList() { json.endArray() }
  /// `null`
  public mutating func writeNull() { json.null() }
  /// `true` or `false`
  public mutating func writeBool(_ value: Bool) { json.bool(value) }
  /// Decimal digits.
  public mutating func writeInt(_ value: Int64) { json.int(value) }
  /// The shortest form.
  public mutating func writeDouble(_ value: Double) { json.double(value) }
  /// Quotes and escapes.
  public mutating func writeString(_ value: String) { json.string(value) }
  /// Quotes and escapes.
  public mutating func writeUTF8(_ bytes: UnsafeRawBufferPointer) { json.utf8(bytes) }
  /// Digits in quotes.
  public mutating func writeDigits(_ value: Int64) { json.digits(value) }
  /// The tree as text.
  public mutating func writeJSON(_ value: JSON) { json.write(value) }
}
