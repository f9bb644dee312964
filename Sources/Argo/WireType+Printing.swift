extension WireType: CustomStringConvertible {
  /// The type in readable form: `STRING<String>?` is a nullable string of the block `String` with deduplication,
  /// `VARINT{Int}` an integer of a block without, `[]` follows the type of a list's elements, `name?:` is an omittable field.
  public var description: String {
    text(indent: 0)
  }

  private func text(indent: Int) -> String {
    switch self {
    case .string: "STRING"
    case .boolean: "BOOLEAN"
    case .varint: "VARINT"
    case .float64: "FLOAT64"
    case .bytes: "BYTES"
    case .fixed(let length): "FIXED(\(length))"
    case .desc: "DESC"
    case .path: "PATH"
    case .error: "ERROR"
    case .nullable(let type): type.text(indent: indent + 1) + "?"
    case .array(let type): type.text(indent: indent + 1) + "[]"
    case .block(let type, let key, let deduplicates):
      type.text(indent: indent + 1) + (deduplicates ? "<\(key)>" : "{\(key)}")
    case .record(let fields):
      "{\n"
        + fields.map { field in
          String(repeating: " ", count: indent + 1) + field.name
            + (field.isOmittable ? "?: " : ": ") + field.type.text(indent: indent + 1) + "\n"
        }.joined() + String(repeating: " ", count: indent) + "}"
    }
  }
}
