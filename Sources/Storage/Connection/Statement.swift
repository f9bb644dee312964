import GRDBSQLite
import Replication

/// A prepared statement of one connection, used by one owner at a time. Parameters are bound by position, counted from 1;
/// columns are counted from 0.
final class Statement {
  private let handle: OpaquePointer
  private let connection: OpaquePointer
  /// The first failure of a binding since the last step.
  private var bindingFailure = SQLITE_OK

  /// Prepares `sql`, to be kept.
  init(_ sql: String, on connection: OpaquePointer) throws(StoreError) {
    var statement: OpaquePointer?
    let code = sqlite3_prepare_v3(
      connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
    guard code == SQLITE_OK, let statement else {
      throw StoreError(on: connection, code: code, doing: "preparing \(sql.prefix(120))")
    }
    handle = statement
    self.connection = connection
  }

  deinit { sqlite3_finalize(handle) }

  /// Goes on to the next row; false where there is none. A failure resets the statement.
  @inline(__always)
  func step() throws(StoreError) -> Bool {
    guard bindingFailure == SQLITE_OK else { throw failure(bindingFailure) }
    let code = sqlite3_step(handle)
    if code == SQLITE_ROW { return true }
    if code == SQLITE_DONE { return false }
    throw failure(code)
  }

  /// Runs to the end and resets.
  @inline(__always)
  func run() throws(StoreError) {
    while try step() {}
    sqlite3_reset(handle)
  }

  /// Makes ready for the next run.
  @inline(__always)
  func reset() { sqlite3_reset(handle) }

  private func failure(_ code: Int32) -> StoreError {
    let sql = sqlite3_sql(handle).map { String(cString: $0) } ?? ""
    let error = StoreError(on: connection, code: code, doing: "running \(sql.prefix(120))")
    sqlite3_reset(handle)
    bindingFailure = SQLITE_OK
    return error
  }

  // MARK: Parameters

  @inline(__always)
  private func check(_ code: Int32) {
    if code != SQLITE_OK, bindingFailure == SQLITE_OK { bindingFailure = code }
  }

  @inline(__always)
  func bind(_ value: Int64, at index: Int) {
    check(sqlite3_bind_int64(handle, Int32(truncatingIfNeeded: index), value))
  }

  @inline(__always)
  func bind(_ value: Double, at index: Int) {
    check(sqlite3_bind_double(handle, Int32(truncatingIfNeeded: index), value))
  }

  @inline(__always)
  func bindNull(at index: Int) {
    check(sqlite3_bind_null(handle, Int32(truncatingIfNeeded: index)))
  }

  /// Binds UTF-8 that stays where it is until the statement is reset or bound anew.
  @inline(__always)
  func bind(text: UnsafeRawBufferPointer, at index: Int) {
    guard let start = text.baseAddress, !text.isEmpty else {
      return check(
        sqlite3_bind_text(handle, Int32(truncatingIfNeeded: index), "", 0, Self.transient))
    }
    check(
      sqlite3_bind_text(
        handle, Int32(truncatingIfNeeded: index), start.assumingMemoryBound(to: CChar.self),
        Int32(clamping: text.count), nil))
  }

  /// Binds bytes that stay where they are until the statement is reset or bound anew.
  @inline(__always)
  func bind(blob: UnsafeRawBufferPointer, at index: Int) {
    guard let start = blob.baseAddress, !blob.isEmpty else {
      return check(sqlite3_bind_zeroblob(handle, Int32(truncatingIfNeeded: index), 0))
    }
    check(
      sqlite3_bind_blob(
        handle, Int32(truncatingIfNeeded: index), start, Int32(clamping: blob.count), nil))
  }

  /// Binds a copy of a text.
  func bind(copying text: String, at index: Int) {
    var text = text
    text.withUTF8 { utf8 in
      guard let start = utf8.baseAddress, !utf8.isEmpty else {
        return bind(text: UnsafeRawBufferPointer(start: nil, count: 0), at: index)
      }
      start.withMemoryRebound(to: CChar.self, capacity: utf8.count) {
        check(
          sqlite3_bind_text(handle, Int32(index), $0, Int32(clamping: utf8.count), Self.transient))
      }
    }
  }

  /// Binds a copy of bytes.
  func bind(copying blob: [UInt8], at index: Int) {
    guard !blob.isEmpty else {
      return check(sqlite3_bind_zeroblob(handle, Int32(index), 0))
    }
    check(
      sqlite3_bind_blob(handle, Int32(index), blob, Int32(clamping: blob.count), Self.transient))
  }

  /// Binds a condition on a list, for ``ListFunction``.
  func bind(_ condition: ListCondition, at index: Int) {
    check(ListFunction.bind(condition, to: handle, at: index))
  }

  private static var transient: sqlite3_destructor_type {
    unsafeBitCast(-1, to: sqlite3_destructor_type.self)
  }

  // MARK: Columns

  @inline(__always)
  func isNull(_ column: Int) -> Bool { type(column) == SQLITE_NULL }

  /// The storage class of a value.
  @inline(__always)
  func type(_ column: Int) -> Int32 {
    sqlite3_column_type(handle, Int32(truncatingIfNeeded: column))
  }

  @inline(__always)
  func int(_ column: Int) -> Int64 {
    sqlite3_column_int64(handle, Int32(truncatingIfNeeded: column))
  }

  @inline(__always)
  func double(_ column: Int) -> Double {
    sqlite3_column_double(handle, Int32(truncatingIfNeeded: column))
  }

  /// The UTF-8 of a text, good until the next step.
  @inline(__always)
  func text(_ column: Int) -> UnsafeRawBufferPointer {
    let column = Int32(truncatingIfNeeded: column)
    let start = sqlite3_column_text(handle, column)
    return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
  }

  /// The bytes of a blob, good until the next step.
  @inline(__always)
  func blob(_ column: Int) -> UnsafeRawBufferPointer {
    let column = Int32(truncatingIfNeeded: column)
    let start = sqlite3_column_blob(handle, column)
    return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
  }

  /// A text as a string.
  func string(_ column: Int) -> String { String(decoding: text(column), as: UTF8.self) }

  /// A blob as an array.
  func bytes(_ column: Int) -> [UInt8] { Array(blob(column)) }
}
