/// Comparison of text by its UTF-8 bytes, as SQLite's BINARY collation does it.
///
/// Swift's own `==` on `String` is canonical equivalence, under which `"é"` equals `"e\u{301}"`. Ids, keys and values of
/// documents are compared by bytes instead, on every node and in every store (DESIGN section 10).
public enum UTF8Order {
  /// Whether two texts have the same bytes.
  public static func equal(_ left: String, _ right: String) -> Bool {
    compare(left, right) == 0
  }

  /// Whether the bytes of `left` come before those of `right`.
  public static func precedes(_ left: String, _ right: String) -> Bool {
    compare(left, right) < 0
  }

  /// Feeds the bytes of `text`, and an end mark, to `hasher`.
  public static func hash(_ text: String, into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    hasher.combine(0xFF as UInt8)
  }

  /// Negative, zero or positive, as the bytes of `left` come before, equal or come after those of `right`.
  public static func compare(_ left: String, _ right: String) -> Int {
    var left = left
    var right = right
    return left.withUTF8 { leftBytes in
      right.withUTF8 { rightBytes in
        let common = min(leftBytes.count, rightBytes.count)
        for index in 0..<common where leftBytes[index] != rightBytes[index] {
          return Int(leftBytes[index]) - Int(rightBytes[index])
        }
        return leftBytes.count - rightBytes.count
      }
    }
  }
}
