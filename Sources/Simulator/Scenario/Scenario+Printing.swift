import Documents

extension Scenario {
  /// The scenario as a file: only what differs from the defaults. Parsing it gives an equal scenario, but for what a file can't
  /// say of a model (what is required, relations, …), and for the model itself where it stands in ``schemaFile``.
  public var yaml: String { yaml(comment: "") }

  /// The scenario as a file, below a comment of any number of lines.
  public func yaml(comment: String) -> String {
    let comments = comment.split(separator: "\n", omittingEmptySubsequences: false)
    let body = meshLines + modelLines + partLines + faultLines + selectionLines
    let lines =
      (comment.isEmpty ? [] : comments.map { $0.isEmpty ? "#" : "# \($0)" })
      + (body.isEmpty ? ["{}"] : body)
    return lines.joined(separator: "\n") + "\n"
  }

  private var meshLines: [String] {
    var section = Section(self, Scenario(name: name))
    section.add("about", \.about) { "\(YAMLText($0))" }
    section.add("swarm", \.isSwarm)
    section.add("nodes", \.nodes)
    section.add("late-nodes", \.lateNodes)
    section.add("partial-nodes", \.partialNodes)
    section.add("filtered-nodes", \.filteredNodes)
    section.add("topology", \.topology, \.rawValue)
    section.add("level", \.level, \.rawValue)
    section.add("store", \.store, \.rawValue)
    section.add("durability", \.durability, \.rawValue)
    section.add("duration", \.duration, \.short)
    section.add("converge-within", \.convergeWithin, \.short)
    section.add("checkers", \.checkers) { checkers in
      "[\(Checker.allCases.filter(checkers.contains).map(\.rawValue).joined(separator: ", "))]"
    }
    section.add("schema", \.schemaFile) { "\(YAMLText($0 ?? ""))" }
    section.add("older-schemas", \.olderSchemas)
    section.add("incompatible-schemas", \.areSchemasIncompatible)
    return section.lines
  }

  private var modelLines: [String] {
    guard schemaFile == nil, model != Self.builtInModel else { return [] }
    let lines = model.scenarioLines
    return lines.isEmpty ? ["model: {}"] : ["model:"] + lines.map { "  " + $0 }
  }

  private var partLines: [String] {
    var work = Section(workload, Workload())
    work.add("writes-per-second", \.writesPerSecond)
    work.add("begin", \.begin, \.short)
    work.add("burst", \.burst)
    work.add("documents", \.documents)
    work.add("hot-documents", \.hotDocuments)
    work.add("hot-share", \.hotShare, \.share)
    work.add("stale-share", \.staleShare, \.share)
    work.add("retry-share", \.retryShare, \.share)
    work.add("readers", \.readers)
    work.add("reader-pause", \.readerPause, \.short)
    work.add("reader-page-rows", \.readerPageRows)
    work.add("subscribers", \.subscribers)
    work.add("time-readers", \.timeReaders)
    work.add("offline-clients", \.offlineClients)
    work.add("offline-for", \.offlineFor, \.short)
    var links = Section(network, Network())
    links.add("latency", \.latency) { "\($0.lowerBound.short)...\($0.upperBound.short)" }
    links.add("dead-after", \.deadAfter, \.short)
    links.add("redial-after", \.redialAfter, \.short)
    links.add("bytes-per-second", \.bytesPerSecond)
    links.add("slow-bytes-per-second", \.slowBytesPerSecond)
    links.add("mutual-share", \.mutualShare, \.share)
    var times = Section(clocks, Clocks())
    times.add("skew", \.skew, \.short)
    times.add("drift-per-million", \.driftPerMillion)
    times.add("step", \.step, \.short)
    var bounds = Section(replica, Bounds())
    bounds.add("page-rows", \.pageRows)
    bounds.add("relay-delay", \.relayDelay, \.short)
    bounds.add("announce-delay", \.announceDelay, \.short)
    bounds.add("read-time", \.readTime, \.short)
    bounds.add("tombstone-retention", \.tombstoneRetention, \.short)
    bounds.add("departed-retention", \.departedRetention, \.short)
    bounds.add("evict-after", \.evictAfter, \.short)
    bounds.add("maintenance", \.maintenance, \.short)
    bounds.add("audit-interval", \.auditInterval, \.short)
    var travel = Section(relaying, Relaying())
    travel.add("copies", \.copies, \.share)
    travel.add("crossings", \.crossings, \.share)
    travel.add("hop", \.hop, \.short)
    return work.lines(below: "workload") + links.lines(below: "network")
      + times.lines(below: "clocks") + bounds.lines(below: "replica")
      + travel.lines(below: "relaying")
  }

  private var faultLines: [String] {
    var section = Section(faults, Faults())
    section.add("one-way-share", \.oneWayShare, \.share)
    section.add("member-share", \.memberShare, \.share)
    for kind in FaultKind.allCases {
      section.add(kind.rawValue, \.kinds[kind]) { fault in
        fault.map { "{ every: \($0.every.short), last: \($0.last.short) }" } ?? ""
      }
    }
    return section.lines(below: "faults")
  }

  /// The one run that the scenario is about.
  private var selectionLines: [String] {
    var section = Section(only, [:])
    for kind in PlannedKind.all {
      section.add(kind.name, \.[kind]) { "[\(Self.ranges($0 ?? []))]" }
    }
    return (seed.map { ["seed: \($0)"] } ?? []) + section.lines(below: "only")
  }

  /// `0, 4...7`, in lines of a bearable length.
  private static func ranges(_ indexes: Set<Int>) -> String {
    var ranges: [ClosedRange<Int>] = []
    for index in indexes.sorted() {
      if let last = ranges.last, last.upperBound + 1 == index {
        ranges[ranges.count - 1] = last.lowerBound...index
      } else {
        ranges.append(index...index)
      }
    }
    let items = ranges.flatMap { range in
      range.count > 2 ? ["\(range.lowerBound)...\(range.upperBound)"] : range.map { "\($0)" }
    }
    let perLine = 12
    return stride(from: 0, to: items.count, by: perLine).map { start in
      items[start..<min(start + perLine, items.count)].joined(separator: ", ")
    }.joined(separator: ",\n    ")
  }

  /// Lines of `key: value` for what differs between a part of a scenario and the usual.
  private struct Section<Part> {
    private let part: Part
    private let usual: Part
    private(set) var lines: [String] = []

    init(_ part: Part, _ usual: Part) {
      self.part = part
      self.usual = usual
    }

    mutating func add<Value: Equatable>(
      _ key: String, _ path: KeyPath<Part, Value>, _ text: (Value) -> String = { "\($0)" }
    ) {
      guard part[keyPath: path] != usual[keyPath: path] else { return }
      lines.append("\(key): \(text(part[keyPath: path]))")
    }

    /// The lines as a mapping below a key; none where there are none.
    func lines(below key: String) -> [String] {
      lines.isEmpty ? [] : ["\(key):"] + lines.map { "  " + $0 }
    }
  }
}

extension Scenario.Network {
  /// How long a message takes.
  var latency: ClosedRange<VirtualTime> {
    get { minimumLatency...max(minimumLatency, maximumLatency) }
    set {
      minimumLatency = newValue.lowerBound
      maximumLatency = newValue.upperBound
    }
  }
}

extension Double {
  /// A share as a scenario has it: `0`, `0.5`.
  fileprivate var share: String { self == rounded() ? "\(Int(self))" : "\(self)" }
}

extension VirtualTime {
  /// As a scenario has it: `20ms`, `3s`, `2m`, `1h`.
  var short: String {
    let units: [(length: Int64, name: String)] = [
      (3_600_000_000, "h"), (60_000_000, "m"), (1_000_000, "s"), (1_000, "ms"), (1, "us"),
    ]
    guard let unit = units.first(where: { microseconds % $0.length == 0 }), microseconds != 0
    else { return "0s" }
    return "\(microseconds / unit.length)\(unit.name)"
  }
}
