public import Replication

extension SQLiteStore {
  /// The key of the setting that has the marker of the last run.
  static let markerSetting = "run"
  /// What stands there in a backup.
  static let backupMarker = "backup"

  /// What the database says of the last run on it.
  public func storedMarker() throws(StoreError) -> StoredMarker {
    guard let value = try setting(Self.markerSetting) else { return .none }
    let text = String(decoding: value, as: UTF8.self)
    if text == Self.backupMarker { return .backup }
    guard let marker = RunMarker(text) else {
      throw StoreError(.corrupt, "the marker of the last run in \(path) is damaged")
    }
    return .run(marker)
  }

  /// Marks the database with a run, durably, whatever the durability of commits.
  public mutating func mark(_ marker: RunMarker) throws(StoreError) {
    try save(Array(marker.description.utf8), setting: Self.markerSetting)
    // Where that fails, the marker may be lost with the power; then the next start takes a new ReplicaID without need.
    try? core.connection.emptyLog()
  }
}
