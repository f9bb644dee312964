import Documents

extension Replica {
  /// Makes what a store holds the beginning of a new incarnation: for a restored backup or a copied data folder, before a replica
  /// is opened on it. Everything stays but the ReplicaID.
  ///
  /// *Why:* a restored backup that goes on under its old name reuses versions, and its peers miss data for ever (DESIGN section 3).
  /// - Throws: What the store throws. A store without a record has no incarnation yet, and stays as it is.
  public static func takeNewIdentity(
    in store: inout some ReplicaStore, random: inout some RandomNumberGenerator
  ) throws(StoreError) {
    guard var record = try store.record() else { return }
    record.id = .random(using: &random)
    let changed = record
    try store.transaction { (store) throws(StoreError) in try store.save(changed) }
  }
}
