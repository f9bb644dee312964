/// A value that was lost between replicas (DESIGN section 6): what a document of the built-in type `_Conflict` says.
///
/// When it was detected is the record's own creation, by the clock of the replica that wrote it; where several replicas recorded
/// the same loss, the latest of them, as with any document that is created twice.
public struct ConflictRecord: Sendable, Hashable {
  /// The name of the document's type.
  public var type: String
  /// The document.
  public var document: DocumentID
  /// The name of the field that lost its value, or `_deleted`.
  public var field: String
  /// The value that lost, as JSON text as a client reads it; the beginning of it if ``isCut``.
  public var value: String
  /// Of an edit that was lost to a delete, all values of the document that lost, as the text of a JSON object by field; else nil.
  public var contents: String?
  /// The write that lost.
  public var losing: Version
  /// The write that won when the loss was detected; ``Version/forgottenDeletion`` where the document was gone.
  public var winning: Version
  /// Whether a text was longer than a record may have, so that only its beginning is kept, which is no JSON.
  public var isCut: Bool

  /// The most bytes of ``value``, and of ``contents``: together they leave a record well below what a document may have.
  public static let maximumLength = 256 << 10

  /// A record of these parts; texts that are too long are cut.
  public init(
    type: String, document: DocumentID, field: String, value: String, contents: String?,
    losing: Version, winning: Version
  ) {
    self.type = type
    self.document = document
    self.field = field
    self.value = Self.cut(value)
    self.contents = contents.map(Self.cut)
    self.losing = losing
    self.winning = winning
    isCut =
      value.utf8.count > Self.maximumLength || (contents?.utf8.count ?? 0) > Self.maximumLength
  }

  /// The longest beginning of whole characters that may be kept.
  private static func cut(_ text: String) -> String {
    guard text.utf8.count > maximumLength else { return text }
    var bytes = Array(text.utf8.prefix(maximumLength + 1))
    // A scalar goes on in bytes of the form 10xxxxxx: the first byte that is left out begins one.
    while let last = bytes.popLast(), last & 0xC0 == 0x80 {}
    return String(decoding: bytes, as: UTF8.self)
  }

  // MARK: As a document

  /// The id of the record's document, the same wherever the loss is detected: `type/field/version/id`, the version being the one
  /// that lost. Where that is longer than an id may be, a tilde, a hash of it (FNV-1a, 128 bits in hexadecimal digits), and the
  /// version: `~hash/version`.
  public var id: DocumentID {
    let text = "\(type)/\(field)/\(losing)/\(document)"
    guard text.utf8.count > DocumentID.maximumLength else { return DocumentID(text) }
    return DocumentID("~\(Self.hash(text))/\(losing)")
  }

  /// FNV-1a with 128 bits (Fowler, Noll, Vo), in hexadecimal digits.
  private static func hash(_ text: String) -> String {
    let prime = UInt128(1) << 88 + 0x13B
    var hash = UInt128(0x6C62_272E_07BB_0142) << 64 + 0x62B8_2175_6295_C58D
    for byte in text.utf8 {
      hash ^= UInt128(byte)
      hash = hash &* prime
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 32 - digits.count) + digits
  }

  /// The fields of the built-in type, in the order of ``values``.
  static let fields = [
    FieldModel(name: "type", type: FieldType(.string)),
    FieldModel(name: "document", type: FieldType(.id)),
    FieldModel(name: "field", type: FieldType(.string)),
    FieldModel(name: "value", type: FieldType(.string)),
    FieldModel(name: "contents", type: FieldType(.string)),
    FieldModel(name: "losing", type: FieldType(.string)),
    FieldModel(name: "winning", type: FieldType(.string)),
    FieldModel(name: "cut", type: FieldType(.boolean)),
  ]

  /// The index of ``type`` among the fields.
  public static let typeField = 0
  /// The index of ``document`` among the fields.
  public static let documentField = 1

  /// The values of the fields.
  public var values: [Value] {
    [
      .string(type), .string(document.text), .string(field), .string(value),
      contents.map(Value.string) ?? .null, .string("\(losing)"), .string("\(winning)"),
      .bool(isCut),
    ]
  }

  /// Reads a record; nil where a version or the document's id is none. What a newer version added is left aside.
  public init?(values: [Value?]) {
    func text(_ index: Int) -> String? {
      if index < values.count, case .string(let text)? = values[index] { text } else { nil }
    }
    guard let type = text(0), let document = text(1), DocumentID.problem(with: document) == nil,
      let field = text(2), let value = text(3), let losing = text(5).flatMap(Version.init),
      let winning = text(6).flatMap(Version.init)
    else { return nil }
    self.init(
      type: type, document: DocumentID(document), field: field, value: value, contents: text(4),
      losing: losing, winning: winning)
    if values.count > 7, values[7] == .bool(true) { isCut = true }
  }
}
