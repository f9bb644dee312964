import CSimulatedDisk
import Documents
import Replication
import Storage
import StoreConformance
import Testing

@testable import Simulator

/// What a node answered.
private struct Ledger {
  var answered: [DocumentID: DocumentView] = [:]
  /// What was refused last, if nothing was written since: where a sync failed, all may be on the disk nevertheless, and be found there
  /// after a crash. Nil where there is no such thing.
  var dubious: Set<DocumentID>?

  /// Takes note of what came of a batch. Every mutation has one answer: it was done, or can't be now.
  mutating func note(_ batch: [Event], _ actions: [Action]) {
    let answers = actions.answers
    var refused = Set<DocumentID>()
    for event in batch {
      guard case .mutate(let request, let mutation) = event else { continue }
      let replies = actions.filter {
        if case .reply(request, _) = $0 { true } else { false }
      }
      #expect(replies.count == 1)
      if let view = answers[request] {
        answered[view.id] = view
        dubious = nil
      } else if let id = mutation.id {
        refused.insert(id)
      }
    }
    if !actions.isDone { dubious = refused.union(dubious ?? []) }
  }

  /// What was answered is there, with its version or what was merged with it; what was refused is not.
  func check(_ image: StoreImage, of replica: ReplicaID, allowsDubious: Bool = false) throws {
    let allowed = allowsDubious ? dubious ?? [] : []
    for (id, view) in answered {
      let held = image.document(id)?.state.stamps.versionVector
      #expect(view.version.flatMap { held?.covers($0) } == true, "\(id)")
      #expect(held?[replica] == view.version?[replica] || allowed.contains(id), "\(id)")
    }
    // What merges record of conflicts is the node's own, too, and nobody asked for it.
    let types = zip(image.record?.catalog.types ?? [], image.documents)
    for document in types.filter({ BuiltInType(named: $0.0.name) == nil }).flatMap(\.1) {
      let state = try #require(document?.state)
      let isOwn = state.stamps.versionVector[replica] > .zero
      #expect(
        !isOwn || answered[state.id] != nil || allowed.contains(state.id), "\(state.id)")
    }
  }
}

/// What a node does while its disk fails: what it can't store it refuses, what it answered it keeps, and it recovers.
@Suite struct DiskErrorTests {
  private let workload: Workload

  init() throws {
    workload = try Workload()
  }

  private static func disk() -> SQLiteDisk {
    SQLiteDisk(durability: .full, checkpointPages: 12)
  }

  /// Runs the workload on a disk on which something is armed, and checks each answer. Where the node can't even start, it does so once
  /// nothing is armed any more.
  private func run(_ disk: inout SQLiteDisk, _ end: CrashKind, seed: UInt64) throws {
    var node: DiskNode<SQLiteDisk>
    do throws(StoreError) {
      node = try DiskNode(on: &disk)
    } catch {
      #expect(!error.message.isEmpty)
      #expect([.inputOutput, .full].contains(error.kind), "\(error)")
      disk.arm(nil)
      // The process would end here; without it the connection does.
      var random = KeyedRandom(seed: seed, .fault, 1)
      disk.crash(.kill, &random)
      node = try DiskNode(on: &disk)
    }
    var ledger = Ledger()
    for batch in workload.batches {
      let actions = node.process(batch)
      #expect(!actions.refusals.contains(""))
      ledger.note(batch, actions)
    }
    node.disk.arm(nil)
    try ledger.check(node.image(), of: node.replica.id)
    let image = try node.image()
    #expect(image.record?.knowledge == node.replica.knowledge)
    #expect(image.record?.commit == node.replica.commit)
    #expect(node.disk.problem() == nil)
    // The node works again on the same store.
    var copy = node
    copy.disk = try node.disk.copy()
    try node.finish(with: workload.peer)
    let last = try node.image()
    var random = KeyedRandom(seed: seed, .fault, 2)
    node.disk.crash(end, &random)
    disk = node.disk
    var again = try DiskNode(on: &disk, step: 2_000)
    #expect(try again.image() == last, "\(end), seed \(seed)")
    try again.finish(with: workload.peer)
    // And so does another one, on what was there when the faults ended.
    copy = try DiskNode(on: &copy.disk, step: 3_000)
    if ledger.dubious == nil {
      #expect(try copy.image() == image)
    } else {
      try ledger.check(copy.image(), of: node.replica.id, allowsDubious: true)
    }
    try copy.finish(with: workload.peer)
  }

  /// What the workload does on a disk without faults.
  private func counts() throws -> (operations: Int, syncs: Int, bytes: Int) {
    var disk = Self.disk()
    var node = try DiskNode(on: &disk)
    for batch in workload.batches { #expect(node.process(batch).isDone) }
    let size = [SQLiteStore.fileName, SQLiteStore.fileName + "-wal"].reduce(0) {
      $0 + (disk.bytes(of: $1)?.count ?? 0)
    }
    return (Int(disk.counts.operations), Int(disk.counts.syncs), size)
  }

  @Test(arguments: [1, 3, 40])
  func `errors from any operation on are survived`(count: Int) throws {
    let operations = try counts().operations
    let points = Effort.points(below: operations, count: 40)
    for (index, number) in points.enumerated() {
      var disk = Self.disk()
      disk.arm(.errors(after: number + count % 7, count: count))
      try run(&disk, index % 2 == 0 ? .kill : .powerCut, seed: UInt64(number))
    }
    print("\(count) errors at \(points.count) of \(operations) operations")
  }

  @Test func `a full disk is survived at any size`() throws {
    let bytes = try counts().bytes
    let points = Effort.points(below: bytes, count: 40)
    for (index, number) in points.enumerated() {
      var disk = Self.disk()
      disk.arm(.full(afterBytes: number))
      try run(&disk, index % 2 == 0 ? .kill : .powerCut, seed: UInt64(number))
    }
    print("full at \(points.count) of \(bytes) bytes")
  }

  @Test(arguments: [1, 2, 5])
  func `failing syncs are survived, and what was answered beside them survives a power cut`(
    count: Int
  ) throws {
    let syncs = try counts().syncs
    let points = Effort.points(below: syncs, count: 40)
    for number in points {
      var disk = Self.disk()
      disk.arm(.failingSyncs(after: number, count: count))
      try run(&disk, .powerCut, seed: UInt64(number))
    }
    print("\(count) failing syncs at \(points.count) of \(syncs) syncs")
  }

  @Test func `after lying syncs a power cut leaves an older state, or a database that is refused`()
    throws
  {
    let points = Effort.points(below: workload.batches.count, count: 40)
    var outcomes: [String: Int] = [:]
    for (index, number) in points.enumerated() {
      var disk = Self.disk()
      var node = try DiskNode(on: &disk)
      for (index, batch) in workload.batches.enumerated() {
        if index == number { node.disk.arm(.lyingSyncs) }
        #expect(node.process(batch).isDone)
      }
      disk = node.disk
      var random = KeyedRandom(seed: UInt64(index), .fault)
      disk.crash(.powerCut, &random)
      do throws(StoreError) {
        try disk.open(SampleModel.model)
        if disk.problem() == nil {
          let image = try StoreImage(disk.store)
          #expect(workload.images.contains(image))
          disk.close()
          var again = try DiskNode(on: &disk, step: 1_000)
          #expect(again.process([Workload.create("after")]).isDone)
          outcomes["older", default: 0] += 1
        } else {
          outcomes["found damaged", default: 0] += 1
        }
      } catch {
        #expect(error.kind == .corrupt, "\(error)")
        #expect(!error.message.isEmpty)
        outcomes["refused", default: 0] += 1
      }
    }
    print("lying syncs: \(outcomes.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" })")
  }
}
