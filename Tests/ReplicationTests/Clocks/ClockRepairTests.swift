import Documents
import Replication
import StoreConformance
import Testing

/// `deltamesh repair clock`: what was written in the future is stamped anew (section 5).
@Suite struct ClockRepairTests {
  private static let hour: Int64 = 3_600_000
  private static let bound: Int64 = 60_000

  /// Two linked nodes, the first of which was an hour ahead for some writes, and is right now.
  private func lab() throws -> Lab {
    let lab = try Lab(2)
    lab.connect(0, 1)
    lab.create(0, "before", "sane")
    lab.create(1, "theirs", "sane")
    lab.settle()
    lab.nodes[0].skew = Self.hour
    lab.create(0, "new", "from the future")
    lab.update(0, "before", [(1, .string("future body"))])
    lab.delete(0, "theirs")
    lab.create(0, "label", "future", type: "Label")
    lab.nodes[0].skew = 0
    lab.now += 5_000
    return lab
  }

  @Test func `what was refused arrives after the repair, with the same contents`() throws {
    let lab = try lab()
    lab.deliverAll()
    lab.now += 20
    lab.run(0, [.wake])
    lab.deliverAll()
    #expect(lab.document(1, "new") == nil)
    let former = lab.nodes[0].replica.id
    let before = try lab.documents(0)

    guard case .repaired(let repair) = lab.repairClock(0) else {
      Issue.record("nothing was repaired")
      return
    }
    #expect(repair.former == former)
    #expect(repair.replica == lab.nodes[0].replica.id)
    #expect(repair.replica != former)
    #expect(repair.documents == 4)
    #expect(repair.milliseconds > Self.hour - 10_000)
    #expect(lab.nodes[0].replica.former == [former])
    #expect(lab.nodes[0].disconnects == [.newIdentity])
    #expect(!lab.isLinked(0, 1))

    lab.connect(0, 1)
    lab.settle()
    let limit = lab.moment(0).wall.milliseconds + Self.bound
    for type in ["Note", "Label"] {
      #expect(try lab.documents(0, type) == lab.documents(1, type))
      for state in try lab.documents(1, type) {
        #expect(state.updatedAt <= limit)
        #expect(state.createdAt.milliseconds <= limit)
      }
    }
    let after = try lab.documents(1)
    #expect(after.map(\.values) == before.map(\.values))
    #expect(after.map(\.isDeleted) == before.map(\.isDeleted))
    #expect(after.map(\.id) == before.map(\.id))
    #expect(lab.nodes[0].replica.knowledge == lab.nodes[1].replica.knowledge)
  }

  @Test
  func `slots that were not in the future keep their stamps, the others have seen what they had`()
    throws
  {
    let lab = try lab()
    let before = try #require(lab.document(0, "before"))
    lab.repairClock(0)
    let after = try #require(lab.document(0, "before"))
    let title = Slot(index: Slot.firstField)
    let body = Slot(index: Slot.firstField + 1)
    #expect(after.stamps[title] == before.stamps[title])
    #expect(after.createdAt == before.createdAt)
    let new = try #require(after.stamps[body])
    let sane = try #require(before.stamps[title])
    #expect(new.version.replica == lab.nodes[0].replica.id)
    #expect(new.hasSeen(sane.version))
    #expect(new.version > sane.version)
  }

  @Test func `an edit from the future does not change when a document was created`() throws {
    let lab = try Lab(1)
    lab.create(0, "a", "sane", type: "Label")
    let created = try #require(lab.document(0, "a", "Label")).createdAt
    lab.nodes[0].skew = Self.hour
    lab.update(0, "a", type: "Label", [(0, .string("from the future"))])
    lab.nodes[0].skew = 0
    lab.now += 5_000
    _ = lab.repairClock(0)
    let repaired = try #require(lab.document(0, "a", "Label"))
    #expect(repaired.updatedAt <= lab.moment(0).wall.milliseconds + Self.bound)
    #expect(repaired.values.first == .string("from the future"))
    #expect(repaired.createdAt == created)
  }

  @Test func `after deletions from the future were forgotten nothing is known below the floor`()
    throws
  {
    let lab = try Lab(2, pageRows: 1) { _, settings in settings.tombstoneRetention = 10_000 }
    lab.connect(0, 1)
    lab.create(0, "a")
    lab.create(0, "b")
    lab.create(0, "c")
    lab.settle()
    for index in 0...1 { lab.nodes[index].skew = Self.hour }
    lab.delete(0, "a")
    lab.settle()
    lab.pass(200_000)
    #expect(lab.document(0, "a") == nil && lab.document(1, "a") == nil)
    for index in 0...1 {
      lab.nodes[index].skew = 0
      _ = lab.repairClock(index)
      let replica = lab.nodes[index].replica
      #expect(replica.keptKnowledge.covers(replica.floor))
      #expect(
        replica.floor.entries.allSatisfy {
          $0.timestamp.milliseconds <= lab.moment(index).wall.milliseconds + Self.bound
        })
    }
    // Each page of a copy is checked against the floor.
    try lab.addNode()
    lab.connect(0, 2)
    lab.settle()
    #expect(try lab.documents(2).map(\.id) == lab.documents(0).map(\.id))
    #expect(try !lab.documents(2).isEmpty)
  }

  @Test func `an edit right after the repair wins everywhere`() throws {
    let lab = try lab()
    lab.repairClock(0)
    lab.connect(0, 1)
    lab.settle()
    // The present may be behind the new versions by up to the bound: clients wait until then at most.
    lab.now += Self.bound
    #expect(
      {
        if case .applied = lab.update(1, "before", [(1, .string("after"))]) { true } else { false }
      }())
    lab.settle()
    for node in 0...1 {
      #expect(lab.document(node, "before")?.values[1] == .string("after"))
    }
  }

  @Test func `what others wrote in the future and was taken here is stamped anew as well`() throws {
    let lab = try Lab(3)
    for node in 0...1 { lab.nodes[node].skew = Self.hour }
    lab.connect(0, 1)
    lab.create(0, "a", "from 0")
    lab.settle()
    #expect(lab.document(1, "a") != nil)
    for node in 0...1 { lab.nodes[node].skew = 0 }
    lab.cut(0, 1)
    guard case .repaired(let repair) = lab.repairClock(1) else {
      Issue.record("nothing was repaired")
      return
    }
    // The document, and the entries of both in the roster.
    #expect(repair.documents == 3)
    lab.connect(1, 2)
    lab.settle()
    #expect(lab.document(2, "a")?.values[0] == .string("from 0"))
    // The one that wrote it is repaired later: all agree.
    lab.repairClock(0)
    lab.heal([(0, 1), (1, 2)])
    for node in 1...2 {
      #expect(try lab.documents(node).map(\.values) == lab.documents(0).map(\.values))
      #expect(
        try lab.documents(node).map(\.stamps.versionVector)
          == lab.documents(0).map(\.stamps.versionVector))
    }
  }

  @Test func `a write that was superseded in the future does not come back`() throws {
    let lab = try Lab(2)
    lab.connect(0, 1)
    lab.nodes[0].skew = Self.bound - 5_000
    lab.create(0, "a", "accepted, though ahead")
    lab.now += 100
    lab.run(0, [.wake])
    lab.deliverAll()
    #expect(lab.document(1, "a") != nil)
    lab.nodes[0].skew = Self.hour
    lab.update(0, "a", [(0, .string("acknowledged"))])
    lab.nodes[0].skew = 0
    lab.repairClock(0)
    lab.connect(0, 1)
    lab.settle()
    for node in 0...1 {
      #expect(lab.document(node, "a")?.values[0] == .string("acknowledged"))
    }
  }

  @Test func `nothing is changed where nothing is too far ahead`() throws {
    let lab = try Lab(1)
    lab.nodes[0].skew = Self.bound - 1_000
    lab.create(0, "near")
    lab.nodes[0].skew = 0
    let before = try #require(lab.nodes[0].store.record())
    #expect(lab.repairClock(0) == .nothingAhead)
    #expect(lab.nodes[0].store.record() == before)
  }

  @Test func `it is refused while most peers say that the clock is still wrong`() throws {
    let lab = try Lab(4)
    lab.nodes[0].skew = 2 * Self.hour
    lab.create(0, "a")
    lab.nodes[0].skew = Self.hour
    for other in 1...3 { lab.connect(0, other) }
    lab.deliverAll()
    #expect(lab.repairClock(0) == .clockSuspect(milliseconds: -Self.hour))
    #expect(lab.nodes[0].replica.former.isEmpty)
    lab.nodes[0].skew = 0
    guard case .repaired = lab.repairClock(0) else {
      Issue.record("it was not repaired after the clock was set")
      return
    }
  }

  @Test func `the repair survives a restart, and the clock goes on from the sane time`() throws {
    let lab = try lab()
    lab.repairClock(0)
    let id = lab.nodes[0].replica.id
    let knowledge = lab.nodes[0].replica.knowledge
    try lab.restart(0)
    #expect(lab.nodes[0].replica.id == id)
    #expect(lab.nodes[0].replica.knowledge == knowledge)
    #expect(lab.nodes[0].replica.former.count == 1)
    #expect(lab.nodes[0].replica.status(at: lab.moment(0)).clockLead <= Self.bound)
    lab.create(0, "next")
    let next = try #require(lab.document(0, "next")?.updatedAt)
    #expect(next <= lab.moment(0).wall.milliseconds + Self.bound)
  }

  @Test func `a store that fails leaves everything as it was`() throws {
    var random = SeededGenerator(seed: 3)
    var store = FailingStore(base: MemoryStore(model: Lab.model))
    let settings = ReplicaSettings(mesh: Lab.mesh, process: 1, name: "n", version: "test")
    func moment(_ milliseconds: Int64) -> Moment {
      Moment(wall: Timestamp(milliseconds: Lab.epoch + milliseconds), uptime: 0)
    }
    var replica = try Replica(
      settings: settings, model: Lab.model, store: &store, at: moment(0), random: &random)
    let write = Mutation(
      kind: .create, type: "Note", id: DocumentID("a"), fields: [], base: nil, strategy: .merge)
    _ = replica.process(
      [.mutate(RequestID(rawValue: 1), write)], at: moment(Self.hour), random: &random,
      store: &store)
    let id = replica.id
    store.refused = ["a"]
    let actions = replica.process(
      [.repairClock(RequestID(rawValue: 2))], at: moment(0), random: &random, store: &store)
    guard case .clockRepaired(_, .unavailable)? = actions.first else {
      Issue.record("\(actions)")
      return
    }
    #expect(replica.id == id)
    store.refused = []
    let again = replica.process(
      [.repairClock(RequestID(rawValue: 3))], at: moment(0), random: &random, store: &store)
    guard case .clockRepaired(_, .repaired)? = again.first else {
      Issue.record("\(again)")
      return
    }
  }
}
