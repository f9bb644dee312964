/// One step of the path from the root of a response to a value.
public enum PathElement: Hashable, Sendable, CustomStringConvertible {
  /// The response key of a field of an object.
  case key(String)
  /// The index of an item of a list, counted from 0.
  case index(Int)

  /// The key, or the index in decimal.
  public var description: String {
    switch self {
    case .key(let key): key
    case .index(let index): String(index)
    }
  }
}
