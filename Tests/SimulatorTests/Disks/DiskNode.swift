import Documents
import Replication
import StoreConformance
import Testing

@testable import Simulator

/// A replica on a disk, driven by hand.
struct DiskNode<Disk: SimulatedDisk> {
  var disk: Disk
  var replica: Replica
  /// Counts batches: time and chance follow from it.
  var step = 0

  /// Opens what is on a disk, which stays with the caller where that fails.
  init(
    on disk: inout Disk, model: Model = SampleModel.model, step: Int = 0
  ) throws(StoreError) {
    try disk.open(model)
    var random = SeededGenerator(seed: 77)
    replica = try Replica(
      settings: ReplicaSettings(mesh: Workload.mesh, process: 1, name: "n", version: "test"),
      model: model, store: &disk.store, at: Workload.moment(step), random: &random)
    self.disk = disk
    self.step = step
  }

  /// Runs a batch.
  mutating func process(_ events: [Event]) -> [Action] {
    step += 1
    var random = SeededGenerator(seed: UInt64(1_000 + step))
    return replica.process(
      events, at: Workload.moment(step), random: &random, store: &disk.store)
  }

  /// Goes on to the end: a write is taken, all of a peer's documents come, nothing is wrong with the files.
  mutating func finish(
    with peer: DiskPeer, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let link = LinkID(rawValue: UInt64(1_000 + step))
    let id = "after-\(step)"
    var pages = PageSource(peer, over: link)
    #expect(process([Workload.create(id)]).isDone, sourceLocation: sourceLocation)
    pages.take(process([.linkOpened(link)]))
    pages.take(process([.received(link, .hello(peer.hello))]))
    while let page = try pages.next() {
      let actions = process([page])
      #expect(actions.refusals == [], sourceLocation: sourceLocation)
      pages.take(actions)
    }
    #expect(disk.problem() == nil, sourceLocation: sourceLocation)
    let image = try image()
    #expect(image.record?.knowledge == replica.knowledge, sourceLocation: sourceLocation)
    #expect(
      replica.knowledge.covers(peer.hello.knowledge), sourceLocation: sourceLocation)
    let held = Set(image.documents.flatMap { $0.compactMap { $0?.state.id.text } })
    let missing = peer.ids.union([id]).subtracting(held)
    #expect(missing == [], sourceLocation: sourceLocation)
  }

  /// What the store holds.
  func image() throws(StoreError) -> StoreImage { try StoreImage(disk.store) }
}

extension [Action] {
  /// Whether everything in the batch was done.
  var isDone: Bool { refusals.isEmpty }

  /// Why what was not done was not.
  var refusals: [String] {
    compactMap {
      switch $0 {
      case .reply(_, .unavailable(let why)), .disconnect(_, .unavailable(let why)): why
      default: nil
      }
    }
  }

  /// The documents as they were answered, by request.
  var answers: [RequestID: DocumentView] {
    reduce(into: [:]) { answers, action in
      switch action {
      case .reply(let request, .applied(let view)), .reply(let request, .merged(let view, _, _)):
        answers[request] = view
      default: break
      }
    }
  }
}
