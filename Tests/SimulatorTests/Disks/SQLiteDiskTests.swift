import Documents
import Replication
import Storage
import StoreConformance
import Testing

@testable import Simulator

/// The disk itself: repeatable, and out of reach after a crash.
@Suite struct SQLiteDiskTests {
  private let workload: Workload

  init() throws {
    workload = try Workload()
  }

  private func run(
    _ disk: inout SQLiteDisk, batches: Int = .max
  ) throws -> DiskNode<SQLiteDisk> {
    var node = try DiskNode(on: &disk)
    for batch in workload.batches.prefix(batches) { _ = node.process(batch) }
    disk = node.disk
    return node
  }

  /// What is on a disk, but for the salts and sums in the log, which SQLite draws from a generator of the whole process.
  private func contents(_ disk: SQLiteDisk) -> [[UInt8]?] {
    var log = disk.bytes(of: SQLiteStore.fileName + "-wal")
    if var bytes = log, bytes.count >= 32 {
      for index in 12..<32 { bytes[index] = 0 }
      for frame in stride(from: 32, through: bytes.count - 24, by: 24 + 4_096) {
        for index in frame + 8..<frame + 24 { bytes[index] = 0 }
      }
      log = bytes
    }
    return [disk.bytes(of: SQLiteStore.fileName), log]
  }

  @Test(
    arguments: [
      nil, .errors(after: 300, count: 3), .failingSyncs(after: 5, count: 2), .lyingSyncs,
      .powerFails(after: 400), .full(afterBytes: 90_000),
    ] as [DiskFault?])
  func `the same calls and seeds give the same bytes`(fault: DiskFault?) throws {
    func result(_ seed: UInt64) throws -> [[UInt8]?] {
      var disk = SQLiteDisk(durability: .normal, checkpointPages: 12)
      disk.arm(fault)
      let node = try? run(&disk)
      let before = contents(disk)
      var random = KeyedRandom(seed: seed, .fault)
      disk.crash(.powerCut, &random)
      _ = node
      return before + contents(disk)
    }
    let first = try result(1)
    #expect(try first == result(1))
    if fault == .lyingSyncs { #expect(Set(try (2...9).map(result)).count > 1) }
  }

  @Test func `a kill loses nothing`() throws {
    var disk = SQLiteDisk(durability: .normal)
    _ = try run(&disk)
    var random = KeyedRandom(seed: 1, .fault)
    disk.crash(.kill, &random)
    try disk.open(SampleModel.model)
    #expect(try StoreImage(disk.store) == workload.images.last)
    #expect(disk.problem() == nil)
  }

  @Test(arguments: CrashKind.allCases)
  func `a store from before a crash reaches nothing, and lets go in peace`(
    kind: CrashKind
  ) throws {
    var disk = SQLiteDisk(durability: .full)
    var old: DiskNode<SQLiteDisk>? = try run(&disk)
    var store = try #require(old?.disk.store.base)
    let snapshot = try store.snapshot()
    var random = KeyedRandom(seed: 1, .fault)
    disk.crash(kind, &random)
    #expect(old?.process([Workload.create("too late")]).refusals.count == 1)
    try disk.open(SampleModel.model)
    let contents = contents(disk)
    #expect(throws: StoreError.self) {
      try store.transaction { store throws(StoreError) in try store.save(SampleModel.record()) }
    }
    withExtendedLifetime(snapshot) {}
    _ = try? store.close()
    old = nil
    #expect(self.contents(disk) == contents)
    #expect(try StoreImage(disk.store) == workload.images.last)
  }

  @Test func `after a crash the clock goes on, although the wall clock has stepped back`() throws {
    var disk = SQLiteDisk(durability: .full)
    var node = try DiskNode(on: &disk, step: 500)
    let first = try #require(node.process([Workload.create("first")]).answers.values.first)
    var random = KeyedRandom(seed: 1, .fault)
    node.disk.crash(.powerCut, &random)
    disk = node.disk
    node = try DiskNode(on: &disk, step: 3)
    let second = try #require(node.process([Workload.create("second")]).answers.values.first)
    let stamps = [first, second].compactMap { $0.version?[node.replica.id] }
    #expect(stamps.count == 2 && stamps[0] < stamps[1])
  }

  @Test func `a copy is a disk of its own`() throws {
    var disk = SQLiteDisk(durability: .normal, checkpointPages: 12)
    var node = try run(&disk, batches: 9)
    var copy = try disk.copy()
    #expect(node.process([Workload.create("not in the copy")]).isDone)
    var random = KeyedRandom(seed: 1, .fault)
    node.disk.crash(.powerCut, &random)
    // What a copy holds is durable.
    copy.crash(.powerCut, &random)
    try copy.open(SampleModel.model)
    #expect(try StoreImage(copy.store) == workload.images[9])
    #expect(copy.problem() == nil)
  }

  @Test func `under normal the mark of a run survives a power cut, and a clean stop loses nothing`()
    throws
  {
    for seed in 1...UInt64(10 * Effort.factor) {
      var disk = SQLiteDisk(durability: .normal, checkpointPages: 12)
      let node = try run(&disk, batches: 6)
      let marker = RunMarker(bits: seed)
      try disk.mark(marker)
      var random = KeyedRandom(seed: seed, .fault)
      disk.crash(.powerCut, &random)
      _ = node
      try disk.open(SampleModel.model)
      #expect(try disk.storedMarker() == .run(marker))
      #expect(try StoreImage(disk.store) == workload.images[6])

      let isDurable = disk.close()
      #expect(isDurable)
      disk.crash(.powerCut, &random)
      try disk.open(SampleModel.model)
      #expect(try StoreImage(disk.store) == workload.images[6])
    }
  }
}
