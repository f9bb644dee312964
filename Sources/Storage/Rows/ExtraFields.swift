import Documents

/// What a row keeps beside its columns, in `_extra`: entries in order of the fields, each a varint field number and a packed value,
/// which counts instead of the column's. Most rows have none (NULL).
///
/// An entry stands for a field without a column (the model has never had it), for a value that the column can't hold exactly,
/// and for a field whose presence is not what its stamp says: the column alone can't tell a field that nobody wrote from null.
struct ExtraFields {
  private let bytes: UnsafeRawBufferPointer
  private var position = 0
  /// The field of the next entry; nil at the end.
  private(set) var field: Int?

  /// The entries of a row; empty for none.
  init(_ bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
    readField()
  }

  private mutating func readField() {
    field =
      position < bytes.count ? Varint.read(bytes, at: &position).flatMap { Int(exactly: $0) } : nil
  }

  /// The packed value of the next entry, and moves on; nil where the bytes are no such value.
  mutating func next() -> UnsafeRawBufferPointer? {
    let start = position
    guard PackedValues.read(bytes, at: &position) != nil else {
      field = nil
      return nil
    }
    let value = UnsafeRawBufferPointer(rebasing: bytes[start..<position])
    readField()
    return value
  }

  /// The packed value of a field, if there is an entry for it.
  func value(of wanted: Int) -> UnsafeRawBufferPointer? {
    var rest = self
    while let field = rest.field, field <= wanted {
      let value = rest.next()
      if field == wanted { return value }
    }
    return nil
  }

  /// Appends an entry.
  static func append(_ value: UnsafeRawBufferPointer, of field: Int, to bytes: inout [UInt8]) {
    Varint.append(UInt64(field), to: &bytes)
    bytes.append(contentsOf: value)
  }

  /// Appends an entry that says that nobody wrote the field, though it has a stamp.
  static func appendAbsent(_ field: Int, to bytes: inout [UInt8]) {
    Varint.append(UInt64(field), to: &bytes)
    PackedValues.appendAbsent(to: &bytes)
  }
}
