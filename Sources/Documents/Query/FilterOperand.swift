/// A value of a document that a condition looks at, in place: its pointers are good as long as the document's bytes are.
enum FilterOperand {
  case null
  case bool(Bool)
  case int(Int64)
  case double(Double)
  /// UTF-8.
  case text(UnsafeRawBufferPointer)
  /// A varint count, and that many packed values.
  case list(UnsafeRawBufferPointer)

  /// A packed value in `bytes`; an absent one is null.
  init(_ value: PackedValue, in bytes: UnsafeRawBufferPointer) {
    switch value {
    case .absent, .null: self = .null
    case .bool(let value): self = .bool(value)
    case .int(let value): self = .int(value)
    case .double(let value): self = .double(value)
    case .text(let range): self = .text(UnsafeRawBufferPointer(rebasing: bytes[range]))
    case .list(let range): self = .list(UnsafeRawBufferPointer(rebasing: bytes[range]))
    }
  }

  /// Reads a packed value; nil where the bytes are none.
  init?(reading bytes: UnsafeRawBufferPointer, at position: inout Int) {
    guard let value = PackedValues.read(bytes, at: &position) else { return nil }
    self.init(value, in: bytes)
  }

  /// Calls `body` with each element of a list's bytes until it returns false. Returns whether it never did, and the bytes are a list.
  static func forEach(
    in bytes: UnsafeRawBufferPointer, _ body: (FilterOperand) -> Bool
  ) -> Bool {
    var position = 0
    guard let count = Varint.read(bytes, at: &position), count <= bytes.count else { return false }
    for _ in 0..<count {
      guard let element = FilterOperand(reading: bytes, at: &position), body(element) else {
        return false
      }
    }
    return true
  }
}
