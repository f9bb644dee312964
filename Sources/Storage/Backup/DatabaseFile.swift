import Documents
import GRDBSQLite
import Replication

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A database file opened by itself, beside any store: for copies of it. Closed when the value goes away.
final class DatabaseFile {
  let path: String
  let connection: Connection
  private let handle: OpaquePointer

  /// How a file is opened.
  enum Access {
    /// To read alone; the file must be there.
    case reading
    /// To read and write; the file must be there.
    case writing
    /// To write a new file.
    case creating

    fileprivate var flags: CInt {
      switch self {
      case .reading: SQLITE_OPEN_READONLY
      case .writing: SQLITE_OPEN_READWRITE
      case .creating: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
      }
    }
  }

  /// Opens a file.
  init(_ path: String, _ access: Access) throws(StoreError) {
    var handle: OpaquePointer?
    let code = sqlite3_open_v2(path, &handle, access.flags | SQLITE_OPEN_NOMUTEX, nil)
    guard let handle, code == SQLITE_OK else {
      let reason = String(cString: sqlite3_errstr(code))
      sqlite3_close(handle)
      throw StoreError(.inputOutput, "can't open \(path): \(reason)")
    }
    sqlite3_busy_timeout(handle, 2_000)
    self.path = path
    self.handle = handle
    connection = Connection(handle)
  }

  deinit {
    connection.end()
    sqlite3_close(handle)
  }

  /// Copies all of this database, as of now, into another file; `progress` is told how many pages of how many are done. Writers of this
  /// database go on meanwhile: what they commit is not in the copy.
  func copy(
    to other: DatabaseFile, _ progress: (_ done: Int, _ total: Int) -> Void
  ) throws(StoreError) {
    // A read transaction fixes the state: without it each commit would make the copy begin anew.
    try connection.execute("BEGIN")
    defer { try? connection.execute("COMMIT") }
    _ = try connection.integer("SELECT count(*) FROM sqlite_schema")
    guard let backup = sqlite3_backup_init(other.handle, "main", handle, "main") else {
      throw StoreError(
        on: other.handle, code: sqlite3_errcode(other.handle), doing: "copying to \(other.path)")
    }
    var code = SQLITE_OK
    repeat {
      code = sqlite3_backup_step(backup, Self.pagesAtOnce)
      let total = Int(sqlite3_backup_pagecount(backup))
      progress(total - Int(sqlite3_backup_remaining(backup)), total)
    } while code == SQLITE_OK
    let end = sqlite3_backup_finish(backup)
    guard code == SQLITE_DONE, end == SQLITE_OK else {
      throw StoreError(
        on: other.handle, code: code == SQLITE_DONE ? end : code, doing: "copying to \(other.path)")
    }
  }

  /// How many pages are copied before the progress is told: a few milliseconds of work.
  private static let pagesAtOnce: CInt = 1_000

  /// Checks every page, and tables against their indexes.
  func check() throws(StoreError) {
    let verdict = try connection.statement("PRAGMA integrity_check(1)")
    defer { verdict.reset() }
    guard try verdict.step(), verdict.string(0) == "ok" else {
      throw StoreError(.corrupt, "\(path) is damaged: \(verdict.string(0))")
    }
  }

  /// Makes it a file that stands alone: without a log beside it.
  func standAlone() throws(StoreError) {
    let mode = try connection.statement("PRAGMA journal_mode = DELETE")
    defer { mode.reset() }
    guard try mode.step(), mode.string(0) == "delete" else {
      throw StoreError(.inputOutput, "\(path): SQLite does not give up its log")
    }
  }
}

/// What has to be done with files as such.
enum FileSystem {
  /// Whether there is anything at a path.
  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Makes what was written to a file, or the names in a folder, durable.
  static func sync(_ path: String) throws(StoreError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure("can't open \(path)") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure("can't sync \(path)") }
  }

  /// Moves a file, durably, over what may be there.
  static func move(_ path: String, to target: String) throws(StoreError) {
    guard rename(path, target) == 0 else { throw failure("can't move \(path) to \(target)") }
    try sync(folder(of: target))
  }

  /// Removes a file; nothing happens where there is none.
  static func remove(_ path: String) { unlink(path) }

  /// Makes a folder for its owner alone; nothing happens where it is there.
  static func makeFolder(_ path: String) throws(StoreError) {
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
      throw failure("can't make the folder \(path)")
    }
  }

  /// The folder that a file is in.
  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func failure(_ what: String) -> StoreError {
    let kind: StoreError.Kind = errno == ENOSPC ? .full : .inputOutput
    return StoreError(kind, "\(what): \(String(cString: strerror(errno)))")
  }
}
