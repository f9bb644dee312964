/// The beginning of a self-describing value, as ``ArgoMessageReader/readDesc()`` finds it.
///
/// Ranges are places in the bytes of the message; those of strings are checked to be UTF-8.
public enum ArgoDescToken: Hashable, Sendable {
  /// Nothing.
  case null
  /// A boolean.
  case boolean(Bool)
  /// An integer.
  case int(Int64)
  /// A floating-point number.
  case float(Double)
  /// A string; where its UTF-8 stands.
  case string(Range<Int>)
  /// A byte string; where it stands.
  case bytes(Range<Int>)
  /// A list; as many self-describing values follow.
  case list(count: Int)
  /// An object; as many pairs of ``ArgoMessageReader/readDescKey()`` and a self-describing value follow.
  case object(count: Int)
}
