/// The scalar `JSON`: any JSON value (RFC 8259). The internal form is its text without insignificant white space; members keep their
/// order, numbers and strings the way they were written.
public enum JSONForm {
  /// The deepest nesting of arrays and objects.
  public static let maximumDepth = 32

  /// The internal form of `text`, which must be one JSON value.
  public static func normalise(_ text: String) throws(TextFormError) -> String {
    var compactor = JSONCompactor(Array(text.utf8))
    try compactor.value(depth: 0)
    try compactor.end()
    return String(decoding: compactor.output, as: UTF8.self)
  }
}
