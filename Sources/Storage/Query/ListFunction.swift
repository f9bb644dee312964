import Documents
import GRDBSQLite

/// A condition on one list field, judged in memory: SQLite's own JSON functions would not compare exactly.
final class ListCondition: Sendable {
  private let evaluator: FilterEvaluator
  private let field: Int

  /// `evaluator` looks at nothing but the field with this number.
  init(_ evaluator: FilterEvaluator, field: Int) {
    self.evaluator = evaluator
    self.field = field
  }

  /// Whether the condition holds for the text of a list, or null.
  func holds(_ text: UnsafeRawBufferPointer?) -> Bool {
    var values = [Value?](repeating: nil, count: field)
    values.append(text.flatMap(ListText.list) ?? .null)
    return evaluator.matches(
      DocumentState(
        id: DocumentID(""), createdAt: .zero, isDeleted: false, values: values, stamps: Stamps()))
  }
}

/// The function of SQL that judges lists: `deltamesh_list(condition, column)` is 1 or 0.
enum ListFunction {
  static let name = "deltamesh_list"
  /// Names the type of pointer that is bound for the condition.
  private static let pointerType: StaticString = "deltamesh.ListCondition"

  private static var pointerTypeName: UnsafePointer<CChar> {
    UnsafeRawPointer(pointerType.utf8Start).assumingMemoryBound(to: CChar.self)
  }

  /// Makes the function known on a connection.
  static func register(on connection: OpaquePointer) {
    sqlite3_create_function_v2(
      connection, name, 2, SQLITE_UTF8, nil,
      { context, count, arguments in
        guard count == 2, let arguments,
          let pointer = sqlite3_value_pointer(
            arguments[0], ListFunction.pointerTypeName)
        else { return sqlite3_result_error(context, "not a condition", -1) }
        let condition = Unmanaged<ListCondition>.fromOpaque(pointer).takeUnretainedValue()
        let start = sqlite3_value_text(arguments[1])
        let text = start.map {
          UnsafeRawBufferPointer(start: $0, count: Int(sqlite3_value_bytes(arguments[1])))
        }
        sqlite3_result_int(context, condition.holds(text) ? 1 : 0)
      }, nil, nil, nil)
  }

  /// Binds a condition, which SQLite then keeps as long as it is bound.
  static func bind(_ condition: ListCondition, to statement: OpaquePointer, at index: Int) -> Int32
  {
    sqlite3_bind_pointer(
      statement, Int32(index), Unmanaged.passRetained(condition).toOpaque(), pointerTypeName
    ) { pointer in
      if let pointer { Unmanaged<ListCondition>.fromOpaque(pointer).release() }
    }
  }
}
