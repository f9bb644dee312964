import Documents
import Simulator
import Testing

/// Scenario files are read strictly, and what is wrong is said with its line.
@Suite struct ScenarioParsingTests {
  private func error(_ text: String) -> String? {
    do {
      _ = try Scenario(parsing: text, name: "x", file: "x.yaml")
      return nil
    } catch {
      return error.description
    }
  }

  @Test func `what a file leaves out has its default`() throws {
    var expected = Scenario(name: "x")
    expected.nodes = 4
    #expect(try Scenario(parsing: "nodes: 4", name: "x", file: "x.yaml") == expected)
  }

  @Test func `every section is read`() throws {
    let text = """
      about: All keys.
      swarm: true
      nodes: 5
      late-nodes: 1
      topology: ring
      durability: normal
      duration: 1m
      converge-within: 2m
      checkers: [convergence, quiet]
      model:
        Thing: { merge: DOCUMENT, fields: { name: String, count: Int, size: Float } }
      workload:
        writes-per-second: 3
        burst: 4
        documents: 9
        hot-documents: 2
        hot-share: 0.25
        stale-share: 0.5
        retry-share: 0
        readers: 7
        reader-pause: 90ms
        reader-page-rows: 11
      network: { latency: 2ms...3ms, dead-after: 4s, redial-after: 5ms }
      clocks: { skew: 6s, drift-per-million: 7 }
      replica: { page-rows: 8, relay-delay: 9ms, announce-delay: 10ms, read-time: 11ms }
      faults:
        one-way-share: 1
        partitions: { every: 1s, last: 2s }
        cuts: { every: 3s, last: 4s }
        resets: { every: 5s }
        half-open: { every: 6s }
        crashes: { every: 7s, last: 8s }
      """
    var expected = Scenario(name: "x")
    expected.about = "All keys."
    expected.nodes = 5
    expected.lateNodes = 1
    expected.topology = .ring
    expected.durability = .normal
    expected.duration = .seconds(60)
    expected.convergeWithin = .seconds(120)
    expected.checkers = [.convergence, .quiet]
    expected.model = Model(types: [
      TypeModel(
        name: "Thing", plural: "Things",
        fields: [
          FieldModel(name: "name", type: FieldType(.string)),
          FieldModel(name: "count", type: FieldType(.int)),
          FieldModel(name: "size", type: FieldType(.float)),
        ], merge: .document)
    ])
    expected.workload.writesPerSecond = 3
    expected.workload.burst = 4
    expected.workload.documents = 9
    expected.workload.hotDocuments = 2
    expected.workload.hotShare = 0.25
    expected.workload.staleShare = 0.5
    expected.workload.retryShare = 0
    expected.workload.readers = 7
    expected.workload.readerPause = .milliseconds(90)
    expected.workload.readerPageRows = 11
    expected.network.minimumLatency = .milliseconds(2)
    expected.network.maximumLatency = .milliseconds(3)
    expected.network.deadAfter = .seconds(4)
    expected.network.redialAfter = .milliseconds(5)
    expected.clocks.skew = .seconds(6)
    expected.clocks.driftPerMillion = 7
    expected.replica.pageRows = 8
    expected.replica.relayDelay = .milliseconds(9)
    expected.replica.announceDelay = .milliseconds(10)
    expected.replica.readTime = .milliseconds(11)
    expected.isSwarm = true
    expected.faults.oneWayShare = 1
    expected.faults[.partitions] = fault(1, 2)
    expected.faults[.cuts] = fault(3, 4)
    expected.faults[.resets] = fault(5, 2)
    expected.faults[.halfOpen] = fault(6, 2)
    expected.faults[.crashes] = fault(7, 8)
    #expect(try Scenario(parsing: text, name: "x", file: "x.yaml") == expected)
  }

  private func fault(_ every: Int64, _ last: Int64) -> Scenario.Fault {
    Scenario.Fault(every: .seconds(every), last: .seconds(last))
  }

  @Test func `an unknown key is an error with its line`() {
    #expect(
      error("nodes: 3\nworkload:\n  writers: 3\n")
        == "x.yaml:3: workload.writers is not known; known are writes-per-second, begin, burst, documents, "
        + "hot-documents, hot-share, stale-share, retry-share, readers, reader-pause, "
        + "reader-page-rows, subscribers, time-readers, offline-clients, offline-for")
  }

  @Test func `a value out of range is an error with its line`() {
    #expect(error("nodes: 0") == "x.yaml:1: nodes must be a number from 1 to 50")
    #expect(
      error("\n\nduration: long")
        == "x.yaml:3: duration must be a time such as 20ms, 3s, 2m or 1h, at most 24h")
    #expect(
      error("network: { latency: 5ms...2ms }")
        == "x.yaml:1: network.latency must be a range of times such as 1ms...20ms")
    #expect(
      error("topology: mesh") == "x.yaml:1: topology must be of full, ring, line, star, random")
    #expect(
      error("nodes: 2\nlate-nodes: 2") == "x.yaml: late-nodes must be less than nodes, which is 2")
    #expect(
      error("model:\n  A: { fields: { a: Number } }")
        == "x.yaml:2: model.A.fields.a must be of String, Int, Float, Boolean, ID, DateTime, Date, Time,"
        + " Timestamp, BigInt, JSON, { enum: [A, B] }, or a list of one of these, as [Int]")
    #expect(
      error("only: { writes: [1, 9...7] }")
        == "x.yaml:1: only.writes must be a list of numbers from 0 to 10000000, and of ranges such as"
        + " 4...7")
  }

  @Test func `text that is no YAML is an error with its line`() throws {
    let message = try #require(error("nodes: 3\nworkload: [\n"))
    #expect(message.hasPrefix("x.yaml:"))
    #expect(message.contains("this is no YAML"))
    #expect(error("") == "x.yaml: the scenario is empty")
    #expect(error("[1]") == "x.yaml:1: keys with values are expected")
  }
}
