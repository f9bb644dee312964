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

/// An object that resolves its fields one by one, when they are written.
public protocol ResolvedObject: Sendable {
  /// The name of its object type.
  var typeName: String { get }
  /// What a field has as its value; never asked for `__typename`.
  func resolve(_ field: BoundField) -> Resolved
}

/// Rows of objects of one type in bulk: cells go straight to the writer, with no object a row.
public protocol RowSource: AnyObject, Sendable {
  /// The name of the object type of all rows.
  var typeName: String { get }
  /// How many rows there are.
  var rowCount: Int { get }
  /// The column that holds a field's cells; asked once a list for each selected field. `nil` is
  /// reported as an error of the server.
  func column(of field: PlannedField) -> Int?
  /// Hands one cell, that is one value, to the sink.
  func write(row: Int, column: Int, to sink: inout some CellSink)
}

/// What takes cells. Exactly one method is to be called for each cell.
public protocol CellSink {
  /// Null.
  mutating func null()
  /// A truth value.
  mutating func bool(_ value: Bool)
  /// An integer.
  mutating func int(_ value: Int64)
  /// A double.
  mutating func double(_ value: Double)
  /// A text.
  mutating func string(_ value: String)
  /// A text as valid UTF-8.
  mutating func utf8(_ bytes: UnsafeRawBufferPointer)
  /// Anything else: lists, objects, trees, errors.
  mutating func resolved(_ value: Resolved)
}

/// How a root field came out.
public enum RootOutcome: Sendable {
  /// It has a value.
  case value(Resolved)
  /// It failed, for one or more reasons.
  case errors([GraphQLError])
}
