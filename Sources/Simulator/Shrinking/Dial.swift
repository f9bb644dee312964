import Documents

/// Something about a scenario that can be made simpler.
struct Dial {
  /// Simpler scenarios, the simplest first; none if it can't be simpler.
  let simpler: (Scenario) -> [Scenario]

  /// All dials, in the order in which they are turned: first what makes runs short.
  static var all: [Dial] {
    [
      nodes, number(\.lateNodes, 0),
      choice(\.level, [.messages]), choice(\.store, [.memory]), choice(\.durability, [.full]),
      choice(\.areSchemasIncompatible, [false]), number(\.olderSchemas, 0), types,
      choice(\.topology, [.full, .line]),
      time(\.duration, .milliseconds(100)),
      number(\.workload.documents, 1), number(\.workload.hotDocuments, 1),
      number(\.workload.writesPerSecond, 0), choice(\.workload.begin, [.zero]),
      number(\.workload.burst, 1),
      number(\.workload.readers, 0), number(\.workload.subscribers, 0),
      number(\.workload.timeReaders, 0), number(\.workload.offlineClients, 0),
      share(\.workload.hotShare), share(\.workload.staleShare), share(\.workload.retryShare),
      share(\.faults.oneWayShare), usual(\.network.mutualShare),
      choice(\.clocks.skew, [.zero]), number(\.clocks.driftPerMillion, 0),
      choice(\.clocks.step, [.zero]), latency,
    ]
      + FaultKind.allCases.map(length)
      + [
        number(\.replica.pageRows, 1), usual(\.replica.relayDelay),
        usual(\.replica.announceDelay), usual(\.replica.readTime), usual(\.workload.readerPageRows),
        usual(\.workload.readerPause), usual(\.workload.offlineFor), usual(\.network.deadAfter),
        usual(\.network.redialAfter), usual(\.network.bytesPerSecond),
        usual(\.network.slowBytesPerSecond),
      ]
  }

  /// What a scenario need not say where it does not matter, although what it says is simple.
  static var unimportant: [Dial] {
    [
      usual(\.faults.oneWayShare), usual(\.workload.hotShare), usual(\.workload.hotDocuments),
      usual(\.workload.retryShare), usual(\.workload.staleShare),
      usual(\.clocks.driftPerMillion), usual(\.clocks.step),
    ]
  }

  /// Fewer nodes, of which fewer are late where that can't be otherwise.
  private static var nodes: Dial {
    Dial { scenario in
      number(\.nodes, 1).simpler(scenario).map { simpler in
        var simpler = simpler
        simpler.lateNodes = min(simpler.lateNodes, simpler.nodes - 1)
        return simpler
      }
    }
  }

  /// One type less, or one field less of a type.
  private static var types: Dial {
    Dial { scenario in
      guard scenario.schemaFile == nil else { return [] }
      let types = scenario.model.types
      return types.indices.flatMap { index -> [Scenario] in
        var candidates: [Scenario] = []
        if types.count > 1 {
          candidates.append(scenario)
          candidates[0].model.types.remove(at: index)
        }
        guard types[index].fields.count > 1 else { return candidates }
        for field in types[index].fields.indices.reversed() {
          var candidate = scenario
          candidate.model.types[index].fields.remove(at: field)
          candidates.append(candidate)
        }
        return candidates
      }
    }
  }

  /// Messages all take the same time.
  private static var latency: Dial {
    choice(\.network.latency) {
      $0.lowerBound == $0.upperBound ? [] : [$0.lowerBound...$0.lowerBound]
    }
  }

  /// Faults of a kind don't last as long.
  private static func length(of kind: FaultKind) -> Dial {
    choice(\.faults.kinds[kind]) { fault in
      guard let fault else { return [] }
      return steps(from: fault.last.milliseconds, to: 0).map {
        Scenario.Fault(every: fault.every, last: .milliseconds($0))
      }
    }
  }

  // MARK: Kinds of dials

  private static func choice<Value: Equatable>(
    _ path: WritableKeyPath<Scenario, Value>, _ values: @escaping (Value) -> [Value]
  ) -> Dial {
    Dial { scenario in
      values(scenario[keyPath: path]).map { value in
        var simpler = scenario
        simpler[keyPath: path] = value
        return simpler
      }
    }
  }

  /// The values are equally simple, and simpler than all others.
  private static func choice<Value: Equatable>(
    _ path: WritableKeyPath<Scenario, Value>, _ values: [Value]
  ) -> Dial {
    choice(path) { values.contains($0) ? [] : values }
  }

  private static func share(_ path: WritableKeyPath<Scenario, Double>) -> Dial {
    choice(path, [0, 1])
  }

  private static func usual<Value: Equatable>(_ path: WritableKeyPath<Scenario, Value>) -> Dial {
    choice(path, [Scenario(name: "")[keyPath: path]])
  }

  private static func number(_ path: WritableKeyPath<Scenario, Int>, _ least: Int) -> Dial {
    choice(path) { steps(from: Int64($0), to: Int64(least)).map(Int.init) }
  }

  private static func time(
    _ path: WritableKeyPath<Scenario, VirtualTime>, _ least: VirtualTime
  ) -> Dial {
    choice(path) {
      steps(from: $0.milliseconds, to: least.milliseconds).map(VirtualTime.milliseconds)
    }
  }

  /// Numbers on the way from the least one to the present, which is not among them.
  private static func steps(from present: Int64, to least: Int64) -> [Int64] {
    guard present > least else { return [] }
    let span = present - least
    if span <= 4 { return Array(least..<present) }
    return [least, least + span / 8, least + span / 4, least + span / 2, least + span / 4 * 3]
  }
}
