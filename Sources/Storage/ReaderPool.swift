import GRDB
import GRDBSQLite
import Replication
import Synchronization

/// A read-only connection: of the pool while idle, of one snapshot while in use.
///
/// Unchecked: the pool sees to it that it has one user at a time.
final class Reader: @unchecked Sendable {
  let connection: Connection
  /// When the present user's reads are given up.
  let deadline = ReadDeadline()
  private let queue: DatabaseQueue

  init(path: String) throws(StoreError) {
    var configuration = Configuration()
    configuration.readonly = true
    configuration.label = "deltamesh.reader"
    configuration.allowsUnsafeTransactions = true
    configuration.busyMode = .timeout(2)
    configuration.prepareDatabase { db in try db.execute(sql: "PRAGMA cache_size = -4096") }
    do {
      queue = try DatabaseQueue(path: path, configuration: configuration)
    } catch {
      throw StoreError(error, doing: "opening \(path) for reading")
    }
    guard let handle = queue.unsafeReentrantRead({ $0.sqliteConnection }) else {
      throw StoreError(.inputOutput, "\(path) was closed while it was being opened")
    }
    connection = Connection(handle)
    ListFunction.register(on: connection.handle)
    deadline.watch(connection.handle)
  }

  func close() {
    connection.end()
    // There is nothing to lose on a reading connection.
    try? queue.close()
  }
}

/// Reading connections, opened as they are needed and used again.
final class ReaderPool: Sendable {
  private struct State {
    var idle: [Reader] = []
    var count = 0
    var isClosed = false
  }

  private let path: String
  private let state = Mutex(State())

  /// The most snapshots at a time; a further one is refused.
  static let maximumCount = 64
  /// How many readers stay open without work.
  private static let maximumIdleCount = 8

  init(path: String) {
    self.path = path
  }

  /// Takes a reader out of the pool; whoever took it puts it back.
  func take() throws(StoreError) -> Reader {
    let idle = try state.withLock { (state) throws(StoreError) -> Reader? in
      guard !state.isClosed else { throw StoreError(.inputOutput, "\(path) is closed") }
      if let reader = state.idle.popLast() { return reader }
      guard state.count < Self.maximumCount else {
        throw StoreError(.locked, "\(Self.maximumCount) readers are at work on \(path) already")
      }
      state.count += 1
      return nil
    }
    if let idle { return idle }
    do throws(StoreError) {
      return try Reader(path: path)
    } catch {
      state.withLock { $0.count -= 1 }
      throw error
    }
  }

  /// Puts a reader back; one that is of no use any more is closed.
  func put(_ reader: Reader, isUsable: Bool) {
    let isKept = state.withLock { state in
      guard isUsable, !state.isClosed, state.idle.count < Self.maximumIdleCount else {
        state.count -= 1
        return false
      }
      state.idle.append(reader)
      return true
    }
    if !isKept { reader.close() }
  }

  /// Closes the idle readers, and the others as they come back.
  func close() {
    let idle = state.withLock { state in
      state.isClosed = true
      state.count -= state.idle.count
      defer { state.idle = [] }
      return state.idle
    }
    for reader in idle { reader.close() }
  }
}
