import GRDB
import GRDBSQLite
import Replication

extension StoreError {
  /// What a result code of SQLite means for the replica.
  init(sqlite code: Int32, _ message: String, doing what: String) {
    self.init(Self.kind(of: code), "\(what): \(message) (SQLite code \(code))")
  }

  /// What went wrong on a connection.
  init(on handle: OpaquePointer, code: Int32, doing what: String) {
    let message = String(cString: sqlite3_errmsg(handle))
    self.init(sqlite: code, message, doing: what)
  }

  /// What an error of GRDB means for the replica.
  init(_ error: any Error, doing what: String) {
    switch error {
    case let error as StoreError: self = error
    case let error as DatabaseError:
      self.init(
        sqlite: error.extendedResultCode.rawValue, error.message ?? "no message", doing: what)
    default: self.init(.inputOutput, "\(what): \(error)")
    }
  }

  private static func kind(of code: Int32) -> Kind {
    switch code & 0xFF {
    case SQLITE_FULL: .full
    case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL: .locked
    case SQLITE_CORRUPT, SQLITE_NOTADB: .corrupt
    case SQLITE_CONSTRAINT, SQLITE_TOOBIG, SQLITE_MISMATCH, SQLITE_RANGE, SQLITE_ERROR: .rejected
    case SQLITE_INTERRUPT: .interrupted
    default: .inputOutput
    }
  }
}
