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
