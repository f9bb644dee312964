import DocumentAPI
import Documents
import Foundation
import Logging
import Replication
import Storage
import Synchronization
import Testing

@testable import Daemon

@Suite("The replica's loop", .timeLimit(.minutes(1)))
struct ReplicaLoopTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  /// A loop that runs, with what it told of reading.
  private func start(
    setReading: @escaping @Sendable (Bool) -> Void = { _ in }
  ) throws -> ReplicaLoop {
    let file = try folder.write("type Note @model { id: ID!  title: String! }", to: "s.graphql")
    let model = try SchemaFile(path: file).schema.model
    var store = try SQLiteStore(folder: folder.path, model: model, durability: .normal)
    var random = SystemRandomNumberGenerator()
    let replica = try Replica(
      settings: ReplicaSettings(mesh: MeshID(bits: 1), process: 1, name: "one", version: "1"),
      model: model, store: &store, at: SystemClock.now(), random: &random)
    let loop = ReplicaLoop(
      reader: store.reader, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    loop.start(
      replica, store: store,
      outlets: ReplicaLoop.Outlets(
        send: { _, _ in }, disconnect: { _, _ in }, committed: { _, _ in }, setReading: setReading))
    return loop
  }

  private func create(_ id: String, type: String = "Note") -> Mutation {
    Mutation(
      kind: .create, type: type, id: DocumentID(id),
      fields: [FieldAssignment(field: 0, value: .string("a"))], base: nil, strategy: .merge)
  }

  @Test("a mutation that can't be made fails alone among many")
  func failsAlone() async throws {
    let loop = try start()
    let outcomes = await withTaskGroup(of: (Int, MutationOutcome).self) { group in
      for index in 0..<300 {
        group.addTask {
          (index, await loop.apply(create("\(index)", type: index == 150 ? "Nothing" : "Note")))
        }
      }
      return await group.reduce(into: [Int: MutationOutcome]()) { $0[$1.0] = $1.1 }
    }
    let failed = outcomes.filter {
      if case .applied = $0.value { false } else { true }
    }
    #expect(outcomes.count == 300)
    #expect(Array(failed.keys) == [150])
    await loop.stop()
  }

  @Test("a full inbox stops the reading of links, and the last word is that it goes on")
  func reading() async throws {
    let told = Mutex<[Bool]>([])
    let loop = try start { isOn in told.withLock { $0.append(isOn) } }
    await withTaskGroup(of: Void.self) { group in
      for thread in 0..<4 {
        group.addTask {
          for _ in 0..<20_000 {
            loop.submit(.linkClosed(LinkID(rawValue: UInt64(thread) + 1)))
          }
        }
      }
    }
    _ = await loop.inspect { $0.id }
    await waitUntil { told.withLock { $0.last != false } }
    let words = told.withLock { $0 }
    #expect(words.indices.allSatisfy { words[$0] == ($0 % 2 == 1) }, "told in turns: \(words)")
    await loop.stop()
  }

  @Test("a loop that has stopped answers and keeps nothing")
  func stopped() async throws {
    let loop = try start()
    await loop.stop()
    await loop.stop()
    #expect(await loop.apply(create("a")) == .unavailable("the node is stopping"))
    #expect(await loop.inspect { $0.id } == nil)
    loop.submit(.linkOpened(LinkID(rawValue: 1)))
    #expect(loop.waitingCount == 0)
  }

  @Test("what was asked before a stop is carried out")
  func carriesOut() async throws {
    let loop = try start()
    async let outcome = loop.apply(create("a"))
    async let id = loop.inspect { $0.id }
    await waitUntil { loop.waitingCount == 0 }
    _ = await (outcome, id)
    await loop.stop()
    let again = try start()
    let second = await again.apply(create("a"))
    // The same content again is a repeated request.
    guard case .applied = second else {
      Issue.record("\(second)")
      return
    }
    await again.stop()
  }
}
