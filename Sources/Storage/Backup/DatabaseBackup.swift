public import Replication

/// A backup of a node's database: one file that stands alone, checked, and marked as a backup, so that whoever puts it in place by
/// hand goes on under a new ReplicaID (DESIGN sections 7 and 10).
public enum DatabaseBackup {
  /// How far a backup has come.
  public enum Progress: Sendable, Hashable {
    /// So many pages of so many are copied.
    case copying(done: Int, total: Int)
    /// The copy is being checked.
    case checking
  }

  /// Copies the database of a data folder, in which a node may be at work, to a new file.
  ///
  /// The file is there under its name only once it is whole, checked and durable. Commits of the node go on; while the copying
  /// lasts the log of the database grows.
  /// - Throws: ``StoreError/Kind/rejected`` where there is no database, or the target is there already.
  public static func make(
    ofFolder folder: String, to target: String, _ progress: (Progress) -> Void
  ) throws(StoreError) {
    let path = folder + "/" + SQLiteStore.fileName
    guard FileSystem.exists(path) else {
      throw StoreError(.rejected, "there is no database in \(folder)")
    }
    guard !FileSystem.exists(target) else {
      throw StoreError(.rejected, "\(target) is there already; it is left as it is")
    }
    let partial = target + ".partial"
    FileSystem.remove(partial)
    do throws(StoreError) {
      try write(path, to: partial, progress)
      try FileSystem.sync(partial)
      try FileSystem.move(partial, to: target)
    } catch {
      for suffix in ["", "-journal", "-wal", "-shm"] { FileSystem.remove(partial + suffix) }
      throw error
    }
  }

  /// Copies the database of a data folder that no node is at work in, which is made sure of.
  /// - Throws: ``StoreError/Kind/locked`` where a node has it; what ``make(ofFolder:to:_:)`` throws.
  public static func make(
    ofStoppedFolder folder: String, to target: String, _ progress: (Progress) -> Void
  ) throws(StoreError) {
    guard FileSystem.exists(folder + "/" + SQLiteStore.fileName) else {
      throw StoreError(.rejected, "there is no database in \(folder)")
    }
    let lock = try FolderLock(path: folder + "/lock")
    try make(ofFolder: folder, to: target, progress)
    withExtendedLifetime(lock) {}
  }

  private static func write(
    _ path: String, to partial: String, _ progress: (Progress) -> Void
  ) throws(StoreError) {
    let source = try DatabaseFile(path, .reading)
    let copy = try DatabaseFile(partial, .creating)
    try source.copy(to: copy) { progress(.copying(done: $0, total: $1)) }
    try copy.standAlone()
    let mark = try copy.connection.statement(
      "INSERT OR REPLACE INTO \"deltamesh.settings\" (key, value) VALUES (?1, ?2)")
    mark.bind(copying: SQLiteStore.markerSetting, at: 1)
    mark.bind(copying: Array(SQLiteStore.backupMarker.utf8), at: 2)
    try mark.run()
    progress(.checking)
    try copy.check()
  }
}
