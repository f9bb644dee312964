/// A scalar as clients write and read it: what a literal, a JSON value or a column of an import file can hold. Null and lists are for
/// the caller.
public enum ExternalScalar: Sendable, Hashable {
  case string(String)
  case int(Int64)
  case double(Double)
  case bool(Bool)
}
