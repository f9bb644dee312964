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
