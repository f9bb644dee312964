import Documents
import Simulator
import Testing

/// What is printed of a scenario is read as the same scenario.
@Suite struct ScenarioPrintingTests {
  private func parsed(_ text: String, name: String = "x") throws -> Scenario {
    try Scenario(parsing: text, name: name, file: "x.yaml")
  }

  @Test(arguments: ScenarioFile.names)
  func `a shipped scenario is printed and read as itself`(name: String) throws {
    let scenario = try ScenarioFile.load(name)
    #expect(try parsed(scenario.yaml(comment: "Anything:\n\n- at all"), name: name) == scenario)
  }

  @Test(arguments: 0..<500 as Range<UInt64>)
  func `a random scenario is printed and read as itself`(seed: UInt64) throws {
    var random = Dice(seed: seed)
    let scenario = Scenario.random(&random)
    let text = scenario.yaml
    #expect(try parsed(text) == scenario, "\(text)")
  }

  @Test func `the defaults are not printed`() throws {
    #expect(Scenario(name: "x").yaml == "{}\n")
    #expect(try parsed("{}") == Scenario(name: "x"))
  }

  @Test func `what differs is printed in the order of the description`() throws {
    var scenario = Scenario(name: "x")
    scenario.about = "Two nodes: one writes."
    scenario.nodes = 2
    scenario.duration = .seconds(120)
    scenario.model = Model(types: [
      TypeModel(
        name: "Note", plural: "Notes",
        fields: [
          FieldModel(name: "text", type: FieldType(.string)),
          FieldModel(name: "tags", type: FieldType(.string, isList: true)),
          FieldModel(
            name: "mood", type: FieldType(.enumeration(name: "NoteMood", values: ["GOOD", "BAD"]))),
        ], merge: .document)
    ])
    scenario.workload.documents = 1
    scenario.workload.hotShare = 0
    scenario.network.maximumLatency = .milliseconds(1)
    scenario.faults[.crashes] = Scenario.Fault(every: .milliseconds(1_500), last: .seconds(2))
    scenario.seed = 7
    scenario.only = [.writes: [3, 5, 6, 7], .fault(.crashes): []]
    let text = """
      # Shrunk.
      about: "Two nodes: one writes."
      nodes: 2
      duration: 2m
      model:
        Note:
          merge: DOCUMENT
          fields:
            text: String
            tags: [String]
            mood: { enum: [GOOD, BAD] }
      workload:
        documents: 1
        hot-share: 0
      network:
        latency: 1ms...1ms
      faults:
        crashes: { every: 1500ms, last: 2s }
      seed: 7
      only:
        writes: [3, 5...7]
        crashes: []

      """
    #expect(scenario.yaml(comment: "Shrunk.") == text)
    #expect(try parsed(text) == scenario)
  }
}

/// Random numbers that depend on a seed alone (SplitMix64).
struct Dice: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }
}

extension Scenario {
  /// A scenario of which each part is random in a third of all cases.
  fileprivate static func random(_ dice: inout Dice) -> Scenario {
    var scenario = Scenario(name: "x")
    func part(_ change: (inout Dice) -> Void) {
      if Int.random(in: 0..<3, using: &dice) == 0 { change(&dice) }
    }
    func share() -> Double { Double.random(in: 0...1, using: &dice) }
    func time(_ unit: Int64 = 1_000) -> VirtualTime {
      VirtualTime(microseconds: unit * Int64.random(in: 0...100_000, using: &dice))
    }
    func count(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &dice) }
    func text() -> String {
      let pieces = [
        "a", "true", " ", ": ", "\"", "\n", "é", "🐦", "- ", "#", "7", "\\", "\u{2028}", "{",
      ]
      return (0...count(0...5)).map { _ in pieces[count(0...pieces.count - 1)] }.joined()
    }
    func indexes() -> Set<Int> { Set((0..<count(0...60)).map { _ in count(0...99) }) }
    part { _ in scenario.about = text() }
    part { _ in scenario.nodes = count(2...50) }
    part { _ in scenario.lateNodes = count(0...scenario.nodes - 1) }
    part { scenario.isSwarm = Bool.random(using: &$0) }
    part { scenario.topology = Topology.allCases.randomElement(using: &$0) ?? .full }
    part { _ in scenario.level = .bytes }
    part {
      // The two don't go together.
      if Bool.random(using: &$0) { scenario.store = .sqlite } else { scenario.durability = .normal }
    }
    part { _ in scenario.duration = time(1) }
    part { _ in scenario.convergeWithin = time() }
    part { dice in
      scenario.checkers = Set(Checker.allCases.filter { _ in Bool.random(using: &dice) })
    }
    part { scenario.model = Model.random(&$0) }
    part { _ in scenario.olderSchemas = count(0...8) }
    part { _ in scenario.areSchemasIncompatible = true }
    part { _ in scenario.workload.begin = time() }
    part { _ in scenario.relaying.copies = 1 + share() }
    part { _ in scenario.relaying.crossings = Double(count(1...9)) }
    part { _ in scenario.relaying.hop = time() }
    part { _ in scenario.workload.writesPerSecond = count(0...10_000) }
    part { _ in scenario.workload.burst = count(1...1_000) }
    part { _ in scenario.workload.documents = count(1...1_000_000) }
    part { _ in scenario.workload.hotDocuments = count(1...9) }
    part { _ in scenario.workload.hotShare = share() }
    part { _ in scenario.workload.staleShare = share() }
    part { _ in scenario.workload.retryShare = share() / 1_000_000 }
    part { _ in scenario.workload.readers = count(0...100) }
    part { _ in scenario.workload.readerPause = time() }
    part { _ in scenario.workload.readerPageRows = count(1...9) }
    part { _ in scenario.workload.subscribers = count(0...100) }
    part { _ in scenario.workload.timeReaders = count(0...100) }
    part { _ in scenario.workload.offlineClients = count(0...100) }
    part { _ in scenario.workload.offlineFor = time(60_000_000 / 100_000) }
    part { _ in
      scenario.network.minimumLatency = time()
      scenario.network.maximumLatency = max(time(), scenario.network.minimumLatency)
    }
    part { _ in scenario.network.deadAfter = time() }
    part { _ in scenario.network.redialAfter = time() }
    part { _ in scenario.network.bytesPerSecond = count(1_000...10_000_000_000) }
    part { _ in scenario.network.slowBytesPerSecond = count(1_000...9_999) }
    part { _ in scenario.network.mutualShare = share() }
    part { _ in scenario.clocks.skew = time() }
    part { _ in scenario.clocks.driftPerMillion = count(0...1_000_000) }
    part { _ in scenario.clocks.step = time() }
    part { _ in scenario.replica.pageRows = count(1...20_000) }
    part { _ in scenario.replica.relayDelay = time() }
    part { _ in scenario.replica.announceDelay = time() }
    part { _ in scenario.replica.readTime = time() }
    part { _ in scenario.faults.oneWayShare = share() }
    for kind in FaultKind.allCases {
      part { _ in
        scenario.faults[kind] = Fault(every: max(time(), .milliseconds(1)), last: time())
      }
    }
    part { scenario.seed = UInt64.random(in: 0...UInt64.max, using: &$0) }
    for kind in PlannedKind.all {
      part { _ in scenario.only[kind] = indexes() }
    }
    return scenario
  }
}

extension Model {
  /// A model of what a scenario can say of one.
  fileprivate static func random(_ dice: inout Dice) -> Model {
    let scalars: [ScalarType] = [
      .string, .int, .float, .boolean, .id, .dateTime, .date, .time, .timestamp, .bigInt, .json,
      .enumeration(name: "Mood", values: ["GOOD", "BAD"]),
    ]
    let types = (0..<Int.random(in: 1...3, using: &dice)).map { number in
      let fields = (0..<Int.random(in: 1...5, using: &dice)).map { field in
        FieldModel(
          name: field == 0 ? "on" : "field\(field)",
          type: FieldType(
            scalars.randomElement(using: &dice) ?? .string, isList: Bool.random(using: &dice)))
      }
      return TypeModel(
        name: "Type\(number)", plural: number == 0 ? "Types" : "Type\(number)s", fields: fields,
        merge: Bool.random(using: &dice) ? .field : .document)
    }
    return Model(types: types)
  }
}
