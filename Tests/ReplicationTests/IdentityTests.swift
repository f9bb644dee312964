import Documents
import Replication
import StoreConformance
import Testing

/// Restored backups and copied data folders go on as new incarnations (section 3).
@Suite struct IdentityTests {
  @Test func `a new identity changes the ReplicaID and nothing else`() throws {
    var random = SeededGenerator(seed: 7)
    var store = MemoryStore(model: Lab.model)
    _ = try Replica(
      settings: ReplicaSettings(mesh: Lab.mesh, process: 1, name: "n", version: "test"),
      model: Lab.model, store: &store,
      at: Moment(wall: Timestamp(milliseconds: Lab.epoch), uptime: 0), random: &random)
    let before = try #require(store.record())
    try Replica.takeNewIdentity(in: &store, random: &random)
    let after = try #require(store.record())
    var expected = before
    expected.id = after.id
    #expect(after.id != before.id)
    #expect(after == expected)
  }

  @Test func `a store without a record has no identity to change`() throws {
    var random = SeededGenerator(seed: 7)
    var store = MemoryStore(model: Lab.model)
    try Replica.takeNewIdentity(in: &store, random: &random)
    #expect(store.record() == nil)
  }
}
