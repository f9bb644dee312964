import Documents
import Replication

/// A replica with a few documents, as peers and clients find it. Random numbers are fixed, so the same input gives the same run.
struct SampleReplica {
  static let mesh = MeshID(bits: 7)
  static let now = Moment(wall: Timestamp(milliseconds: 1_800_000_000_000), uptime: 1_000)

  var replica: Replica
  var store: MemoryStore
  private var random: SplitMix64
  /// Milliseconds since ``now``.
  private var elapsed: Int64 = 0

  /// A replica that has some documents.
  static let filled: SampleReplica = {
    var sample = SampleReplica(seed: 1)
    for (number, kind) in [Mutation.Kind.create, .create, .create, .update, .delete].enumerated() {
      _ = sample.run([
        .mutate(
          RequestID(rawValue: UInt64(number)),
          Mutation(
            kind: kind, type: "T", id: DocumentID("d\(number % 3)"),
            fields: kind == .delete
              ? [] : [FieldAssignment(field: 0, value: .string("t\(number)"))],
            base: nil, strategy: .clientWins))
      ])
    }
    return sample
  }()

  /// An empty replica.
  init(seed: UInt64) {
    random = SplitMix64(state: seed)
    let model = Model(types: [Samples.typeModel])
    store = MemoryStore(model: model)
    var settings = ReplicaSettings(
      mesh: Self.mesh, process: seed, name: "node\(seed)", version: "0.1.0")
    settings.auditInterval = 3_000
    settings.recountInterval = 3_000
    settings.maintenanceInterval = 3_000
    do throws(StoreError) {
      replica = try Replica(
        settings: settings, model: model, store: &store, at: Self.now, random: &random)
    } catch {
      preconditionFailure("a store in memory has room for the model: \(error)")
    }
  }

  /// Lets a second pass.
  mutating func pass() -> [Action] {
    elapsed += 1_000
    return run([.wake])
  }

  /// Takes events, and carries out what is wanted to be read; gives all other actions.
  mutating func run(_ events: [Event]) -> [Action] {
    var actions: [Action] = []
    var waiting = events
    // What a peer asks for at once is bounded, so this comes to an end.
    while !waiting.isEmpty {
      let done = replica.process(waiting, at: moment, random: &random, store: &store)
      waiting = []
      for action in done {
        switch action {
        case .read(let link, let number, let request):
          guard let page = try? RoundReader.page(request, from: store.snapshot()) else { continue }
          waiting.append(.pageRead(link, number, page))
        case .examine(let purpose, let examination):
          waiting.append(.examined(purpose, Self.examined(examination, store)))
        case .reply, .pushed, .clockRepaired, .administered, .members, .send, .disconnect,
          .committed, .report:
          actions.append(action)
        }
      }
    }
    return actions
  }

  private var moment: Moment {
    Moment(
      wall: Timestamp(milliseconds: Self.now.wall.milliseconds + elapsed),
      uptime: Self.now.uptime + elapsed)
  }

  private static func examined(
    _ examination: Examination, _ store: MemoryStore
  ) -> Result<Finding, StoreError> {
    do throws(StoreError) {
      return .success(try examination.run(on: try store.snapshot()))
    } catch {
      return .failure(error)
    }
  }
}

/// A small generator of fixed sequences.
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
    return value ^ (value >> 31)
  }
}
