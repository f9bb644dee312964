/// What takes the `data` of a response while it is completed, in one pass and in order.
///
/// Null propagation takes back what was written: completion sets a mark in front of every nullable
/// list and object, and rewinds to it before it writes null in its place. Marks are used from the
/// inside out.
public protocol ResponseWriter {
  /// A place to come back to.
  associatedtype Mark

  /// Whether fields must come in the order of the plan, whatever the variables are. Otherwise they
  /// come in the order that the specification recommends, which differs when the first of several
  /// selections of one field is left out.
  static var keepsPlanOrder: Bool { get }

  /// Whether no more should be written, because the response is too large. Completion then ends
  /// soon, with errors in place of lists and objects.
  var isFull: Bool { get }

  /// The place where the next value goes; called just before a value, behind `beginField` if it is
  /// one of a field.
  mutating func mark() -> Mark
  /// Takes back everything since the mark.
  mutating func rewind(to mark: Mark)

  /// An object begins; the plan says its type and all fields that may come.
  mutating func beginObject(_ plan: ObjectPlan)
  /// A field of the innermost object follows: one value. Those that `@skip` or `@include` leave out
  /// don't come.
  mutating func beginField(_ field: PlannedField)
  /// The innermost object ends.
  mutating func endObject(_ plan: ObjectPlan)
  /// A list begins; so many values follow.
  mutating func beginList(count: Int)
  /// The innermost list ends.
  mutating func endList()

  /// Null.
  mutating func writeNull()
  /// A truth value.
  mutating func writeBool(_ value: Bool)
  /// An integer: for `Int` within 32 bits, for custom scalars any.
  mutating func writeInt(_ value: Int64)
  /// A double: for `Float` finite.
  mutating func writeDouble(_ value: Double)
  /// A text: for `String`, `ID`, enums and custom scalars.
  mutating func writeString(_ value: String)
  /// A text as valid UTF-8.
  mutating func writeUTF8(_ bytes: UnsafeRawBufferPointer)
  /// A text: the decimal digits of an integer.
  mutating func writeDigits(_ value: Int64)
  /// A whole tree: for custom scalars.
  mutating func writeJSON(_ value: JSON)
}

extension ResponseWriter {
  /// No.
  public static var keepsPlanOrder: Bool { false }

  /// Never.
  public var isFull: Bool { false }

  /// Writes the digits as a string.
  public mutating func writeDigits(_ value: Int64) { writeString(String(value)) }
}
