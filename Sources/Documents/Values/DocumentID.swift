/// The `id` of a document, unique within its type; compared, ordered and hashed by its UTF-8 bytes.
public struct DocumentID: Sendable {
  /// The id as text.
  public let text: String

  /// Takes an id as it is. What comes from outside is checked first, by ``problem(with:)``.
  public init(_ text: String) {
    self.text = text
  }

  /// The most bytes that an id may have (DESIGN section 14).
  public static let maximumLength = 128

  /// What is wrong with `text` as an id: empty, too long, or with U+0000. Nil if it is good.
  public static func problem(with text: String) -> String? {
    if text.isEmpty { return "an id must not be empty" }
    if text.utf8.count > maximumLength {
      return "an id must not be longer than \(maximumLength) bytes; this one has \(text.utf8.count)"
    }
    if text.utf8.contains(0) { return "an id must not contain U+0000" }
    return nil
  }
}

extension DocumentID: Hashable, Comparable, CustomStringConvertible {
  /// Bytewise equality.
  public static func == (left: DocumentID, right: DocumentID) -> Bool {
    UTF8Order.equal(left.text, right.text)
  }

  /// Bytewise order.
  public static func < (left: DocumentID, right: DocumentID) -> Bool {
    UTF8Order.precedes(left.text, right.text)
  }

  /// Hashes the bytes.
  public func hash(into hasher: inout Hasher) {
    UTF8Order.hash(text, into: &hasher)
  }

  /// The id as text.
  public var description: String { text }
}
