/// What a field resolved to: a value, still to be checked against the field's type and written.
public enum Resolved: Sendable {
  /// Null.
  case null
  /// A truth value.
  case bool(Bool)
  /// An integer; also for `Float`, and for `String` and `ID`, as decimal digits.
  case int(Int64)
  /// A double.
  case double(Double)
  /// A text; also for enums.
  case string(String)
  /// A text as valid UTF-8, without a String being made.
  case utf8(ArraySlice<UInt8>)
  /// A whole tree, for custom scalars.
  case json(JSON)
  /// A list.
  case list([Resolved])
  /// An object whose fields are resolved when they are written.
  case object(any ResolvedObject)
  /// A list of objects: all rows of a source.
  case rows(any RowSource)
  /// A list of objects: some rows of a source.
  case rowRange(any RowSource, Range<Int>)
  /// One object: a row of a source.
  case row(any RowSource, Int)
  /// The field failed; path and locations are filled in if they are empty.
  case error(GraphQLError)
}
