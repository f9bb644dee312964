import CSimulatedDisk
import Documents
import Replication
import Storage
import StoreConformance
import Testing

@testable import Simulator

/// What a power cut leaves of a node with the durability `full`: everything that was answered, and nothing by halves.
@Suite struct PowerCutTests {
  private let workload: Workload

  init() throws {
    workload = try Workload()
  }

  /// A node ran into a power cut.
  private struct Cut {
    var disk: SQLiteDisk
    /// How many batches were done before it; nil where the node was not even open.
    var done: Int?
  }

  /// Runs the workload until something fails, and cuts the power there.
  private func cut(
    seed: UInt64, sourceLocation: SourceLocation = #_sourceLocation,
    _ arm: (inout SQLiteDisk) -> Void
  ) -> Cut {
    var disk = SQLiteDisk(durability: .full, checkpointPages: 12)
    arm(&disk)
    var cut = Cut(disk: disk, done: nil)
    if var node = try? DiskNode(on: &cut.disk) {
      var done = 0
      while done < workload.batches.count, node.process(workload.batches[done]).isDone { done += 1 }
      cut.done = done
      if done < workload.batches.count {
        // Nothing goes any more.
        let later = node.process([Workload.create("too late")])
        #expect(later.answers.isEmpty, sourceLocation: sourceLocation)
      }
      cut.disk = node.disk
    }
    var random = KeyedRandom(seed: seed, .fault)
    cut.disk.crash(.powerCut, &random)
    return cut
  }

  /// Looks at what is left, and has the node go on.
  private func check(_ cut: Cut, sourceLocation: SourceLocation = #_sourceLocation) throws {
    var disk = cut.disk
    try disk.open(SampleModel.model)
    #expect(disk.problem() == nil, sourceLocation: sourceLocation)
    let image = try StoreImage(disk.store)
    let allowed: [StoreImage]
    if let done = cut.done {
      allowed = Array(workload.images[done...min(done + 1, workload.batches.count)])
    } else {
      allowed = [StoreImage(), workload.images[0]]
    }
    #expect(allowed.contains(image), sourceLocation: sourceLocation)
    disk.close()

    var node = try DiskNode(on: &disk, step: 1_000)
    try node.finish(with: workload.peer, sourceLocation: sourceLocation)
    let end = try node.image()
    for (documents, later) in zip(image.documents, end.documents) {
      for document in documents {
        let state = try #require(document?.state, sourceLocation: sourceLocation)
        let now = later.first { $0?.state.id == state.id }?.map(\.state)
        #expect(
          now?.stamps.versionVector.covers(state.stamps.versionVector) == true,
          sourceLocation: sourceLocation)
      }
    }
  }

  /// How many operations and syncs the workload has.
  private func counts() throws -> (operations: Int, syncs: Int) {
    var disk = SQLiteDisk(durability: .full, checkpointPages: 12)
    var node = try DiskNode(on: &disk)
    for (index, batch) in workload.batches.enumerated() {
      #expect(node.process(batch).isDone)
      #expect(try node.image() == workload.images[index + 1])
    }
    return (Int(disk.counts.operations), Int(disk.counts.syncs))
  }

  @Test(arguments: 1...UInt64(3 * Effort.factor))
  func `a power cut at any sync loses nothing that was answered, and leaves no half of a batch`(
    seed: UInt64
  ) throws {
    let syncs = try counts().syncs
    #expect(syncs > workload.batches.count)
    for number in 0...syncs {
      try check(cut(seed: seed << 32 | UInt64(number)) { $0.failPower(atSync: number) })
    }
    print("power was cut at \(syncs) syncs, seed \(seed)")
  }

  @Test func `a second power cut while the node starts after the first changes nothing`() throws {
    let syncs = try counts().syncs
    for (index, number) in Effort.points(below: syncs, count: 70).enumerated() {
      var cut = cut(seed: UInt64(number)) { $0.failPower(atSync: number) }
      cut.disk.arm(.powerFails(after: index % 25))
      try? cut.disk.open(SampleModel.model)
      var random = KeyedRandom(seed: UInt64(index), .fault)
      cut.disk.crash(.powerCut, &random)
      try check(cut)
    }
  }

  @Test func `a power cut while the model grows loses nothing`() throws {
    var disk = SQLiteDisk(durability: .full, checkpointPages: 12)
    var old = try DiskNode(on: &disk, model: SampleModel.earlier)
    try old.finish(with: workload.peer)
    let documents = try old.image().documents
    old.disk.close()
    var whole = try old.disk.copy()
    _ = try DiskNode(on: &whole, step: 50)
    let operations = Int(whole.counts.operations)
    let points = Effort.points(below: operations, count: 60)
    for number in points {
      var disk = try old.disk.copy()
      disk.arm(.powerFails(after: number))
      _ = try? DiskNode(on: &disk, step: 50)
      var random = KeyedRandom(seed: UInt64(number), .fault)
      disk.crash(.powerCut, &random)
      var node = try DiskNode(on: &disk, step: 60)
      #expect(try node.image().documents == documents, "operation \(number)")
      try node.finish(with: workload.peer)
    }
    print("power was cut at \(points.count) of \(operations) operations of a new model")
  }

  @Test func `under normal a power cut may lose the last answers, and leaves a whole older state`()
    throws
  {
    var lost = 0
    for number in 0..<20 * Effort.factor {
      var disk = SQLiteDisk(durability: .normal, checkpointPages: 60)
      var node = try DiskNode(on: &disk)
      let done = 1 + number % workload.batches.count
      for batch in workload.batches.prefix(done) { #expect(node.process(batch).isDone) }
      disk = node.disk
      var random = KeyedRandom(seed: UInt64(number), .fault)
      disk.crash(.powerCut, &random)
      try disk.open(SampleModel.model)
      #expect(disk.problem() == nil)
      let image = try StoreImage(disk.store)
      #expect(image == StoreImage() || workload.images[...done].contains(image))
      if image != workload.images[done] { lost += 1 }
    }
    #expect(lost > 0)
  }

  @Test func `a power cut at any operation loses nothing that was answered`() throws {
    let operations = try counts().operations
    let points = Effort.points(below: operations, count: 80)
    for number in points {
      try check(cut(seed: UInt64(number)) { $0.arm(.powerFails(after: number)) })
    }
    print("power was cut at \(points.count) of \(operations) operations")
  }
}
