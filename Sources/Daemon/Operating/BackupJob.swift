import AdminAPI
import Foundation
import Logging
import Replication
import Storage
import Synchronization

/// Makes backups of the running node, one at a time, on a thread of its own; readers and writers go on meanwhile.
final class BackupJob: Sendable {
  private let folder: String
  private let logger: Logger
  private let status = Mutex(BackupStatus.none)

  /// For the database in a data folder.
  init(folder: String, logger: Logger) {
    self.folder = folder
    self.logger = logger
  }

  /// How far the last one has come.
  var current: BackupStatus { status.withLock { $0 } }

  /// Begins a backup to a new file.
  func start(_ path: String) throws(AdminServiceError) -> BackupStatus {
    guard path.hasPrefix("/") else {
      throw AdminServiceError("the file of a backup must be an absolute path, not \(path)")
    }
    let started = BackupStatus(state: .copying, file: path)
    let isBusy = status.withLock { status in
      switch status.state {
      case .copying, .checking: return true
      case .none, .done, .failed:
        status = started
        return false
      }
    }
    if isBusy { throw AdminServiceError("a backup is being made already: wait for its end") }
    let thread = Thread { [self] in run(path) }
    thread.name = "backup"
    thread.start()
    return started
  }

  private func run(_ path: String) {
    logger.info("a backup begins", metadata: ["file": "\(path)"])
    do throws(StoreError) {
      try DatabaseBackup.make(ofFolder: folder, to: path) { [self] progress in
        status.withLock { status in
          switch progress {
          case .copying(let done, let total):
            status.done = done
            status.total = total
          case .checking: status.state = .checking
          }
        }
      }
      status.withLock { $0.state = .done }
      logger.info("the backup is complete, and was checked", metadata: ["file": "\(path)"])
    } catch {
      status.withLock {
        $0.state = .failed
        $0.message = error.message
      }
      logger.error("the backup failed", metadata: ["file": "\(path)", "error": "\(error.message)"])
    }
  }
}
