import Documents

extension Replica {
  /// Makes what a store holds the beginning of a new incarnation: for a restored backup or a copied data folder, before a replica
  /// is opened on it. Everything stays but the ReplicaID.
  ///
  /// - Parameters:
  ///   - isOldRetired: Whether the present ReplicaID will never write again, so that the others are to be told to retire it
  ///     (``ReplicaRecord/former``). Not so for a copy whose original lives on.
  ///
  /// *Why:* a restored backup that goes on under its old name reuses versions, and its peers miss data for ever (DESIGN section 3).
  /// - Throws: What the store throws. A store without a record has no incarnation yet, and stays as it is.
  public static func takeNewIdentity(
    in store: inout some ReplicaStore, retiringOld isOldRetired: Bool = false,
    random: inout some RandomNumberGenerator
  ) throws(StoreError) {
    guard var record = try store.record() else { return }
    record.takeNewIdentity(retiringOld: isOldRetired, random: &random)
    let changed = record
    try store.transaction { (store) throws(StoreError) in try store.save(changed) }
  }
}

extension ReplicaRecord {
  /// Draws a new ReplicaID; the present one joins ``former`` if it will never write again.
  public mutating func takeNewIdentity(
    retiringOld isOldRetired: Bool, random: inout some RandomNumberGenerator
  ) {
    if isOldRetired { former.append(id) }
    id = .random(using: &random)
  }
}
