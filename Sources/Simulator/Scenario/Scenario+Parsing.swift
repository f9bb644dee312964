import Documents
import Yams

extension Scenario {
  /// Reads a scenario from the text of a YAML file.
  ///
  /// - Parameters:
  ///   - text: the whole text.
  ///   - name: how the scenario is called.
  ///   - file: how errors name the file.
  /// - Throws: what is wrong, and in which line: unknown keys, values out of range, YAML that is none.
  public init(parsing text: String, name: String, file: String) throws(ScenarioError) {
    self.init(name: name)
    let root: Node?
    do {
      root = try Yams.compose(yaml: text)
    } catch {
      throw Self.syntaxError(error, file)
    }
    guard let root else {
      throw ScenarioError(file: file, line: nil, message: "the scenario is empty")
    }
    var reader = try ScenarioReader(root, path: "", file: file)
    try reader.text("about", &about)
    try reader.number("nodes", 1...50, &nodes)
    try reader.number("late-nodes", 0...49, &lateNodes)
    guard lateNodes < nodes else {
      throw ScenarioError(
        file: file, line: nil, message: "late-nodes must be less than nodes, which is \(nodes)")
    }
    try reader.number("partial-nodes", 0...49, &partialNodes)
    try reader.number("filtered-nodes", 0...49, &filteredNodes)
    guard partialNodes < nodes - lateNodes || partialNodes == 0 else {
      throw ScenarioError(
        file: file, line: nil,
        message: "partial-nodes must be less than nodes without late-nodes: \(nodes - lateNodes)")
    }
    guard filteredNodes <= partialNodes else {
      throw ScenarioError(
        file: file, line: nil,
        message: "filtered-nodes must be at most partial-nodes, which is \(partialNodes)")
    }
    try reader.flag("swarm", &isSwarm)
    try reader.choice("topology", &topology)
    try reader.choice("level", &level)
    try reader.choice("store", &store)
    try reader.choice("durability", &durability)
    try reader.time("duration", &duration)
    try reader.time("converge-within", &convergeWithin)
    try reader.choices("checkers", &checkers)
    if let types = try reader.mapping("model") { model = try Model(reading: types) }
    try reader.optionalText("schema", &schemaFile)
    try reader.number("older-schemas", 0...8, &olderSchemas)
    try reader.flag("incompatible-schemas", &areSchemasIncompatible)
    if let section = try reader.mapping("workload") { try readWorkload(section) }
    if let section = try reader.mapping("network") { try readNetwork(section) }
    if let section = try reader.mapping("clocks") { try readClocks(section) }
    if let section = try reader.mapping("faults") { try readFaults(section) }
    if let section = try reader.mapping("replica") { try readBounds(section) }
    if let section = try reader.mapping("relaying") { try readRelaying(section) }
    try reader.optionalNumber("seed", &seed)
    if let section = try reader.mapping("only") { try readSelection(section) }
    try reader.end(known: Self.keys)
  }

  private static let keys = [
    "about", "swarm", "nodes", "late-nodes", "partial-nodes", "filtered-nodes", "topology", "level",
    "store",
    "durability", "duration",
    "converge-within", "checkers", "model", "schema", "older-schemas",
    "incompatible-schemas", "workload", "network",
    "clocks", "faults", "replica", "relaying", "seed", "only",
  ]

  private static func syntaxError(_ error: any Error, _ file: String) -> ScenarioError {
    switch error {
    case YamlError.scanner(_, let problem, let mark, _),
      YamlError.parser(_, let problem, let mark, _),
      YamlError.composer(_, let problem, let mark, _):
      ScenarioError(file: file, line: mark.line, message: "this is no YAML: \(problem)")
    default: ScenarioError(file: file, line: nil, message: "this is no YAML: \(error)")
    }
  }

  private mutating func readWorkload(_ section: ScenarioReader) throws(ScenarioError) {
    var reader = section
    try reader.number("writes-per-second", 0...10_000, &workload.writesPerSecond)
    try reader.time("begin", &workload.begin)
    try reader.number("burst", 1...1_000, &workload.burst)
    try reader.number("documents", 1...1_000_000, &workload.documents)
    try reader.number("hot-documents", 1...1_000_000, &workload.hotDocuments)
    try reader.share("hot-share", &workload.hotShare)
    try reader.share("stale-share", &workload.staleShare)
    try reader.share("retry-share", &workload.retryShare)
    try reader.number("readers", 0...100, &workload.readers)
    try reader.time("reader-pause", &workload.readerPause)
    try reader.number("reader-page-rows", 1...10_000, &workload.readerPageRows)
    try reader.number("subscribers", 0...100, &workload.subscribers)
    try reader.number("time-readers", 0...100, &workload.timeReaders)
    try reader.number("offline-clients", 0...100, &workload.offlineClients)
    try reader.time("offline-for", &workload.offlineFor)
    try reader.end(known: [
      "writes-per-second", "begin", "burst", "documents", "hot-documents", "hot-share",
      "stale-share",
      "retry-share", "readers", "reader-pause", "reader-page-rows", "subscribers", "time-readers",
      "offline-clients", "offline-for",
    ])
  }

  private mutating func readNetwork(_ section: ScenarioReader) throws(ScenarioError) {
    var reader = section
    try reader.times("latency", &network.minimumLatency, &network.maximumLatency)
    try reader.time("dead-after", &network.deadAfter)
    try reader.time("redial-after", &network.redialAfter)
    try reader.number("bytes-per-second", 1_000...10_000_000_000, &network.bytesPerSecond)
    try reader.number("slow-bytes-per-second", 1_000...10_000_000_000, &network.slowBytesPerSecond)
    try reader.share("mutual-share", &network.mutualShare)
    try reader.end(known: [
      "latency", "dead-after", "redial-after", "bytes-per-second", "slow-bytes-per-second",
      "mutual-share",
    ])
  }

  private mutating func readClocks(_ section: ScenarioReader) throws(ScenarioError) {
    var reader = section
    try reader.time("skew", &clocks.skew)
    try reader.number("drift-per-million", 0...1_000_000, &clocks.driftPerMillion)
    try reader.time("step", &clocks.step)
    try reader.end(known: ["skew", "drift-per-million", "step"])
  }

  private mutating func readFaults(_ section: ScenarioReader) throws(ScenarioError) {
    var reader = section
    try reader.share("one-way-share", &faults.oneWayShare)
    try reader.share("member-share", &faults.memberShare)
    for kind in FaultKind.allCases { faults[kind] = try Self.fault(kind.rawValue, &reader) }
    try reader.end(known: ["one-way-share", "member-share"] + FaultKind.allCases.map(\.rawValue))
  }

  /// `only: { writes: [0, 4...7], crashes: [] }`
  private mutating func readSelection(_ section: ScenarioReader) throws(ScenarioError) {
    var reader = section
    for kind in PlannedKind.all {
      var indexes: Set<Int>?
      try reader.optionalNumbers(kind.name, &indexes)
      only[kind] = indexes
    }
    try reader.end(known: PlannedKind.all.map(\.name))
  }

  private static func fault(
    _ key: String, _ reader: inout ScenarioReader
  ) throws(ScenarioError) -> Fault? {
    guard var section = try reader.mapping(key) else { return nil }
    var fault = Fault(every: .seconds(5), last: .seconds(2))
    try section.time("every", &fault.every)
    try section.time("last", &fault.last)
    try section.end(known: ["every", "last"])
    fault.every = max(fault.every, .milliseconds(1))
    return fault
  }

  private mutating func readRelaying(_ section: ScenarioReader) throws(ScenarioError) {
    var reader = section
    try reader.factor("copies", &relaying.copies)
    try reader.factor("crossings", &relaying.crossings)
    try reader.time("hop", &relaying.hop)
    try reader.end(known: ["copies", "crossings", "hop"])
  }

  private mutating func readBounds(_ section: ScenarioReader) throws(ScenarioError) {
    var reader = section
    try reader.number("page-rows", 1...20_000, &replica.pageRows)
    try reader.time("relay-delay", &replica.relayDelay)
    try reader.time("announce-delay", &replica.announceDelay)
    try reader.time("read-time", &replica.readTime)
    try reader.time("audit-interval", &replica.auditInterval)
    try reader.time("tombstone-retention", &replica.tombstoneRetention)
    try reader.time("departed-retention", &replica.departedRetention)
    try reader.time("evict-after", &replica.evictAfter)
    try reader.time("maintenance", &replica.maintenance)
    replica.maintenance = max(replica.maintenance, .milliseconds(10))
    try reader.end(known: [
      "page-rows", "relay-delay", "announce-delay", "read-time", "tombstone-retention",
      "departed-retention",
      "evict-after", "maintenance", "audit-interval",
    ])
  }
}
