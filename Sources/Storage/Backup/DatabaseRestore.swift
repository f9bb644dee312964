public import Documents
public import Replication

/// Puts a backup in place (DESIGN sections 3 and 10).
public struct DatabaseRestore: Sendable, Hashable {
  /// The ReplicaID of the restored database.
  public var replica: ReplicaID
  /// The ReplicaIDs that the others will be told to retire: that of the backup, and that of the database which was there.
  public var retired: [ReplicaID]
  /// Where the database is now that was there before; nil where there was none.
  public var aside: String?

  /// For whom a backup is restored.
  public enum Purpose: Sendable, Hashable {
    /// For the node that it was made of, whose ReplicaID is retired.
    case sameNode
    /// For another node, beside the one that it was made of, which lives on.
    case newNode
  }

  /// Puts a backup in place in a data folder that no node is at work in. The database goes on under a new ReplicaID: under the old
  /// one it would give out versions again that others know already.
  ///
  /// - Parameters:
  ///   - file: A backup, or the database of a folder that no node is at work in.
  ///   - folder: The data folder; it is made where it is not there.
  ///   - purpose: For whom.
  ///   - isForced: Whether a database that is there is put aside, under a name that `suffix` ends.
  /// - Throws: ``StoreError/Kind/locked`` where a node has the folder, ``StoreError/Kind/rejected`` where a database is there,
  ///   ``StoreError/Kind/corrupt`` where the file is no sound database of Deltamesh. Nothing has changed then.
  public init(
    of file: String, to folder: String, for purpose: Purpose, force isForced: Bool, suffix: String,
    random: inout some RandomNumberGenerator, _ progress: (DatabaseBackup.Progress) -> Void
  ) throws(StoreError) {
    guard FileSystem.exists(file) else { throw StoreError(.rejected, "there is no file \(file)") }
    try FileSystem.makeFolder(folder)
    let lock = try FolderLock(path: folder + "/lock")
    defer { withExtendedLifetime(lock) {} }
    let path = folder + "/" + SQLiteStore.fileName
    let isReplacing = FileSystem.exists(path)
    guard isForced || !isReplacing else {
      throw StoreError(
        .rejected,
        "\(path) is there already: --force puts it aside, under another name in the same folder")
    }
    let partial = path + ".restoring"
    FileSystem.remove(partial)
    do throws(StoreError) {
      let present = isReplacing ? Self.identity(of: path) : nil
      (replica, retired) = try Self.write(
        file, to: partial, purpose, present: present, random: &random, progress)
      try FileSystem.sync(partial)
      if isReplacing {
        aside = path + suffix
        // The log first: without its database nobody takes it for anything.
        for ending in ["-wal", "-shm", ""] where FileSystem.exists(path + ending) {
          try FileSystem.move(path + ending, to: path + suffix + ending)
        }
      } else {
        aside = nil
        for ending in ["-wal", "-shm"] { FileSystem.remove(path + ending) }
      }
      try FileSystem.move(partial, to: path)
      // What it says is of the database that was there.
      FileSystem.remove(folder + "/" + Self.runFile)
    } catch {
      for ending in ["", "-journal", "-wal", "-shm"] { FileSystem.remove(partial + ending) }
      throw error
    }
  }

  /// The file of the run marker in a data folder.
  public static let runFile = "run"

  /// The ReplicaID of a database; nil where it can't be read: then there is nothing to retire that anybody could name.
  private static func identity(of path: String) -> ReplicaID? {
    do throws(StoreError) {
      let database = try DatabaseFile(path, .reading)
      let row = try database.connection.statement("SELECT replica FROM \"deltamesh.record\"")
      defer { row.reset() }
      return try row.step() ? ReplicaID(row.string(0)) : nil
    } catch {
      return nil
    }
  }

  private static func write(
    _ file: String, to partial: String, _ purpose: Purpose, present: ReplicaID?,
    random: inout some RandomNumberGenerator, _ progress: (DatabaseBackup.Progress) -> Void
  ) throws(StoreError) -> (replica: ReplicaID, retired: [ReplicaID]) {
    let source = try DatabaseFile(file, .reading)
    guard try source.connection.integer("PRAGMA application_id") == DatabaseFormat.applicationID
    else { throw StoreError(.corrupt, "\(file) is not a database of Deltamesh") }
    let copy = try DatabaseFile(partial, .creating)
    try source.copy(to: copy) { progress(.copying(done: $0, total: $1)) }
    try copy.standAlone()
    progress(.checking)
    try copy.check()
    try DatabaseFormat.prepare(copy.connection, path: file)
    guard var record = try readRecord(copy.connection, catalog: Catalog()) else {
      throw StoreError(.rejected, "\(file) was never run on: there is nothing to restore")
    }
    var retired: [ReplicaID] = []
    switch purpose {
    case .sameNode:
      retired = [record.id]
      if let present, present != record.id, !record.former.contains(present) {
        retired.append(present)
      }
      record.former += retired
    case .newNode:
      // What the original had to retire it will retire itself.
      record.former = []
    }
    record.takeNewIdentity(retiringOld: false, random: &random)
    let update = try copy.connection.statement(
      "UPDATE \"deltamesh.record\" SET replica = ?1, former = ?2 WHERE one = 1")
    update.bind(copying: record.id.description, at: 1)
    update.bind(copying: KnowledgeBlob.bytes(ofReplicas: record.former), at: 2)
    try update.run()
    let unmark = try copy.connection.statement(
      "DELETE FROM \"deltamesh.settings\" WHERE key = ?1")
    unmark.bind(copying: SQLiteStore.markerSetting, at: 1)
    try unmark.run()
    return (record.id, retired)
  }
}
