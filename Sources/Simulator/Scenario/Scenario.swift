public import Documents

/// What a run is about: the mesh, its work, what goes wrong, and what must hold (Simulations/README.md describes the file).
public struct Scenario: Sendable, Hashable {
  /// How the scenario is called: the name of its file without the ending.
  public var name: String
  /// What it is for, in a sentence.
  public var about = ""
  /// How many nodes there are.
  public var nodes = 3
  /// How many of them join late: at a random time within the first three quarters of the chaos.
  public var lateNodes = 0
  /// How many of them hold but some of the types, drawn for each: those behind the first, which must have links to all others.
  public var partialNodes = 0
  /// How many of the partial nodes hold documents by filters.
  public var filteredNodes = 0
  /// Whether each seed draws its own mesh, workload and faults, with what the scenario says as the most.
  public var isSwarm = false
  /// Which nodes have a link.
  public var topology = Topology.full
  /// How much of a node is real.
  public var level = Level.messages
  /// What the nodes store their documents in.
  public var store = StoreKind.memory
  /// The types of the documents, as the newest nodes have them.
  public var model = Scenario.builtInModel
  /// The file with the schema of ``model``, where that is no part of the scenario: a path as the scenario names it.
  public var schemaFile: String?
  /// How many older schemas there are: nodes begin with any of them, and are upgraded. Each older one lacks more of the last fields.
  public var olderSchemas = 0
  /// Whether the older schemas mean something else by some names of the newest: the first field of each type but the last is of another
  /// type, and the last type merges the other way.
  public var areSchemasIncompatible = false
  /// What clients do.
  public var workload = Workload()
  /// What the network is like.
  public var network = Network()
  /// How the clocks of the nodes go wrong.
  public var clocks = Clocks()
  /// What goes wrong.
  public var faults = Faults()
  /// What a crash leaves of the commits.
  public var durability = Durability.full
  /// How writes may travel at most, on average over a run: for scenarios in which nothing goes wrong. Zero stands for any.
  public struct Relaying: Sendable, Hashable {
    /// How often a node is sent a write of another; 1 is the least.
    public var copies = 0.0
    /// How often a write crosses a link, in either direction.
    public var crossings = 0.0
    /// How long a write takes for each link between its writer and a node.
    public var hop = VirtualTime.zero

    /// Whether there is any bound.
    public var isBounded: Bool { copies > 0 || crossings > 0 || hop > .zero }
  }

  /// Bounds that the replicas are given.
  public var replica = Bounds()
  /// How writes may travel at most.
  public var relaying = Relaying()
  /// How long writes and faults go on.
  public var duration = VirtualTime.seconds(20)
  /// How long the mesh may take to converge once the faults have stopped.
  public var convergeWithin = VirtualTime.seconds(30)
  /// What must hold.
  public var checkers = Set(Checker.allCases)
  /// The one seed that the scenario is about, where it tells of a single run.
  public var seed: UInt64?
  /// Which planned events happen, for the kinds that are named here; all of those that are not.
  public var only: [PlannedKind: Set<Int>] = [:]

  /// A scenario with the defaults that the file format has.
  public init(name: String) {
    self.name = name
  }

  /// About how many writes and faults a run plans ahead; all of them are in memory from its beginning on.
  public var plannedCount: Int {
    let writes = workload.writesPerSecond * Int(duration.milliseconds) / 1_000
    return faults.kinds.values.reduce(writes) {
      $0 + Int(duration.microseconds / max($1.every.microseconds, 1_000))
    }
  }

  /// Which nodes have a link.
  public enum Topology: String, Sendable, Hashable, CaseIterable {
    /// Each with each.
    case full
    /// Each with the next, the last with the first.
    case ring
    /// Each with the next.
    case line
    /// The first with each.
    case star
    /// Connected somehow; drawn from the seed.
    case random
  }

  /// How much of a node is real.
  public enum Level: String, Sendable, Hashable, CaseIterable {
    /// Replicas exchange messages as values.
    case messages
    /// Replicas exchange bytes: Noise, Argo, frames, dialling, pings, back pressure.
    case bytes
  }

  /// What the nodes store their documents in.
  public enum StoreKind: String, Sendable, Hashable, CaseIterable {
    /// Plain values in memory.
    case memory
    /// SQLite on a simulated disk.
    case sqlite
  }

  /// What a crash leaves of the commits.
  public enum Durability: String, Sendable, Hashable, CaseIterable {
    /// Everything that was committed.
    case full
    /// Every write of the node's own; what it applied from peers after the last of these may be lost.
    case normal
  }

  /// What clients do.
  public struct Workload: Sendable, Hashable {
    /// How many writes a second there are in the whole mesh.
    public var writesPerSecond = 20
    /// When the first write may come.
    public var begin = VirtualTime.zero
    /// How many writes reach a node at once, so that they are one commit.
    public var burst = 1
    /// How many documents of each type there are.
    public var documents = 40
    /// How many of them are hot.
    public var hotDocuments = 4
    /// Which share of the writes goes to hot documents.
    public var hotShare = 0.5
    /// Which share of the writes is made with an old `updatedAt` or `_version`.
    public var staleShare = 0.3
    /// Which share of the writes is sent twice, as after a lost answer.
    public var retryShare = 0.05
    /// How many clients read deltas and roam between the nodes.
    public var readers = 2
    /// How long a reader rests after a round, at most.
    public var readerPause = VirtualTime.milliseconds(500)
    /// The most rows in a page of a reader.
    public var readerPageRows = 7
    /// How many clients follow what one node changes, live.
    public var subscribers = 1
    /// How many clients keep nothing but the milliseconds of `lastSync`.
    public var timeReaders = 1
    /// How many clients write while offline, and push later.
    public var offlineClients = 1
    /// How long an offline client stays offline, at most.
    public var offlineFor = VirtualTime.seconds(5)
  }

  /// What the network is like when nothing is wrong.
  public struct Network: Sendable, Hashable {
    /// The shortest time that a message takes.
    public var minimumLatency = VirtualTime.milliseconds(1)
    /// The longest time that a message takes, but for few.
    public var maximumLatency = VirtualTime.milliseconds(20)
    /// After how long without a sign a node gives a link up.
    public var deadAfter = VirtualTime.seconds(3)
    /// How long a node waits before it dials again; doubled with each failure, up to ten times that.
    public var redialAfter = VirtualTime.milliseconds(200)
    /// How many bytes go through a connection in a second, each way; at the level of bytes only.
    public var bytesPerSecond = 10_000_000
    /// How many bytes go through a slow link in a second.
    public var slowBytesPerSecond = 20_000
    /// Which share of the edges is dialled from both sides; at the level of bytes only.
    public var mutualShare = 0.3
  }

  /// How the clocks of the nodes go wrong.
  public struct Clocks: Sendable, Hashable {
    /// By how much a clock may be ahead or behind.
    public var skew = VirtualTime.milliseconds(100)
    /// By how many microseconds in a second a clock may be fast or slow.
    public var driftPerMillion = 50
    /// By how much a clock steps, at most, when it does.
    public var step = VirtualTime.seconds(2)
  }

  /// What goes wrong during the chaos: how often, and for how long.
  public struct Faults: Sendable, Hashable {
    /// The kinds that come about.
    public var kinds: [FaultKind: Fault] = [:]
    /// Which share of the partitions cuts one direction only.
    public var oneWayShare = 0.2
    /// In a swarm, the share of seeds in which members may change; the others have no such faults, and forget and evict late.
    public var memberShare = 1.0

    /// How often a kind comes, and how long it lasts; nil if it does not come.
    public subscript(kind: FaultKind) -> Fault? {
      get { kinds[kind] }
      set { kinds[kind] = newValue }
    }
  }

  /// A kind of fault.
  public struct Fault: Sendable, Hashable {
    /// The mean time from one to the next.
    public var every: VirtualTime
    /// How long it lasts, at most.
    public var last: VirtualTime

    /// A fault that comes and lasts like that.
    public init(every: VirtualTime, last: VirtualTime) {
      self.every = every
      self.last = last
    }
  }

  /// Bounds that the replicas are given: small ones, so that few documents take many pages.
  public struct Bounds: Sendable, Hashable {
    /// The most rows in a page between peers.
    public var pageRows = 8
    /// See `ReplicaSettings.relayDelay`.
    public var relayDelay = VirtualTime.milliseconds(100)
    /// See `ReplicaSettings.announceDelay`.
    public var announceDelay = VirtualTime.milliseconds(10)
    /// How long one page in ten takes at most from its snapshot until its replica has it; the others take up to 2 ms.
    public var readTime = VirtualTime.milliseconds(2)
    /// See `ReplicaSettings.tombstoneRetention`.
    public var tombstoneRetention = VirtualTime.seconds(7 * 86_400)
    /// See `ReplicaSettings.departedRetention`.
    public var departedRetention = VirtualTime.seconds(1)
    /// See `ReplicaSettings.evictAfter`.
    public var evictAfter = VirtualTime.seconds(30 * 86_400)
    /// See `ReplicaSettings.maintenanceInterval`.
    public var maintenance = VirtualTime.seconds(1)
    /// See `ReplicaSettings.auditInterval` and `recountInterval`, which is twice as long.
    public var auditInterval = VirtualTime.seconds(2)
  }

  /// The model of scenarios that give none: one type that merges by field, one that merges as a whole.
  public static let builtInModel = Model(types: [
    TypeModel(
      name: "Note", plural: "Notes",
      fields: [
        FieldModel(name: "title", type: FieldType(.string)),
        FieldModel(name: "body", type: FieldType(.string)),
        FieldModel(name: "stars", type: FieldType(.int)),
      ]),
    TypeModel(
      name: "Label", plural: "Labels",
      fields: [
        FieldModel(name: "name", type: FieldType(.string)),
        FieldModel(name: "rank", type: FieldType(.int)),
      ], merge: .document),
  ])
}
