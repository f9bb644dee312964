import Documents
import Replication
import Testing

@Suite("Audits")
struct AuditTests {
  /// Two nodes that hold the same twenty notes, linked, with audits each minute.
  private func pair(_ nodes: Int = 2) throws -> Lab {
    let lab = try Lab(nodes, adjust: Lab.auditing(every: 60_000))
    for index in 0..<20 { lab.create(0, "n\(index)", "title \(index)") }
    for node in 1..<nodes { lab.connect(node - 1, node) }
    lab.pass(5_000)
    for node in 1..<nodes { #expect(try lab.documents(node) == lab.documents(0)) }
    return lab
  }

  private func alarms(_ lab: Lab, _ node: Int) -> [Incident] {
    lab.nodes[node].reports.filter { report in
      switch report {
      case .auditDifference, .rowsDamaged, .auditRepaired, .equivocation: true
      case .clockAhead, .roundRestarted, .resyncRequired, .fullCopyCompleted, .newIdentity,
        .otherKey, .awaitsApproval, .evicted, .closed, .forgotten, .conflictsRecorded,
        .incompatibleModel, .clockSuspect, .clockTrusted:
        false
      }
    }
  }

  private func questions(_ lab: Lab, from node: Int) -> [AuditQuestion] {
    lab.sent.compactMap { sent in
      if case .ask(_, let question) = sent.message, sent.from == node { question } else { nil }
    }
  }

  private func bucket(_ lab: Lab, _ id: String) throws -> Int {
    let state = try #require(lab.document(0, id) ?? lab.document(1, id))
    return try #require(
      TypeHasher(lab.nodes[0].replica.catalog[TypeNumber(rawValue: 0)]).hash(state)
    ).bucket
  }

  private func changed(_ lab: Lab, _ node: Int, _ id: String, _ value: Value) throws
    -> DocumentState
  {
    var state = try #require(lab.document(node, id))
    state.values[0] = value
    return state
  }

  @Test("nodes that know the same compare the sums of every type, soon and then once an interval")
  func comparing() throws {
    let lab = try pair()
    let first = questions(lab, from: 0)
    #expect(first == ["Note", "Label DOCUMENT", "_Member"].map { .sums(type: $0) })
    lab.pass(50_000)
    #expect(questions(lab, from: 0).count == first.count)
    lab.pass(12_000)
    #expect(questions(lab, from: 0).count == 2 * first.count)
    #expect(alarms(lab, 0) == [] && alarms(lab, 1) == [])
  }

  @Test("nothing is compared while nodes know different things, or somebody writes")
  func moving() throws {
    let lab = try pair()
    let before = questions(lab, from: 0).count
    for step in 0..<200 {
      lab.update(0, "n\(step % 20)", [(0, .string("again \(step)"))])
      lab.pass(500)
    }
    #expect(questions(lab, from: 0).count == before)
    lab.pass(5_000)
    #expect(questions(lab, from: 0).count > before)
    #expect(alarms(lab, 0) == [] && alarms(lab, 1) == [])
  }

  @Test("a write that comes between the answer and the own sums makes the comparison void")
  func voidComparison() throws {
    let lab = try pair()
    lab.nodes[0].holdsExaminations = true
    lab.run(0, [.auditRequested])
    lab.pass(1_500)
    // The peer's answer is there; its sums are from before the write, the own from after it.
    lab.update(1, "n3", [(0, .string("new"))])
    lab.pass(300)
    lab.nodes[0].holdsExaminations = false
    lab.examine(0)
    lab.pass(20_000)
    #expect(alarms(lab, 0) == [] && alarms(lab, 1) == [])
  }

  @Test(
    "a value that changed behind the store's back is found by counting, and repaired from the peer")
  func flipped() throws {
    let lab = try pair()
    let right = try lab.documents(1)
    let bucket = try bucket(lab, "n7")
    try lab.corrupt(0, "n7", to: changed(lab, 0, "n7", .string("flipped")))
    lab.run(0, [.auditRequested])
    lab.pass(20_000)
    #expect(try lab.documents(0) == right)
    #expect(try lab.documents(1) == right)
    #expect(
      alarms(lab, 0) == [
        .rowsDamaged(type: "Note", buckets: [bucket], hasPeer: true),
        .auditRepaired(
          peer: lab.nodes[1].replica.id, type: "Note", count: 1, first: [DocumentID("n7")]),
      ])
    #expect(alarms(lab, 1) == [])
    #expect(try lab.recount(0).differingBuckets == [])
  }

  @Test("also with a greater content, an older version, or where the row is lost or deleted")
  func otherDamage() throws {
    let lab = try pair()
    let right = try lab.documents(1)
    let old = try #require(lab.document(0, "n2"))
    var deleted = try #require(lab.document(0, "n3"))
    deleted.isDeleted = true
    var older = old
    older.stamps = Stamps(
      uniform: Stamp(
        version: Version(timestamp: Timestamp(milliseconds: 5), replica: lab.nodes[0].replica.id)),
      slotCount: old.stamps.slotCount)
    try lab.corrupt(0, "n1", to: nil)
    try lab.corrupt(0, "n2", to: older)
    try lab.corrupt(0, "n3", to: deleted)
    try lab.corrupt(0, "n4", to: changed(lab, 0, "n4", .string("~~~~~~~~~~~~")))
    lab.pass(90_000)
    #expect(try lab.documents(0) == right)
    #expect(try lab.recount(0).differingBuckets == [])
    #expect(lab.nodes[0].replica.status.audit.suspects == 0)
  }

  @Test("a node without a peer reports damage each time it counts, until a peer repairs it")
  func alone() throws {
    let lab = try pair()
    let right = try lab.documents(1)
    lab.cut(0, 1)
    try lab.corrupt(0, "n7", to: nil)
    let bucket = try bucket(lab, "n7")
    lab.run(0, [.auditRequested])
    lab.pass(1_000)
    #expect(alarms(lab, 0) == [.rowsDamaged(type: "Note", buckets: [bucket], hasPeer: false)])
    #expect(try lab.recount(0).differingBuckets == [bucket])
    try lab.restart(0)
    lab.run(0, [.auditRequested])
    #expect(alarms(lab, 0).count == 2)
    lab.connect(0, 1)
    lab.pass(90_000)
    #expect(try lab.documents(0) == right)
    #expect(try lab.recount(0).differingBuckets == [])
  }

  @Test(
    "documents that differ though the sums are true are found by comparing, and merged both ways")
  func missed() throws {
    let lab = try pair()
    // As if rules had failed: each lacks something that its knowledge covers.
    try lab.replace(0, "n1", with: nil)
    try lab.replace(1, "n2", with: nil)
    try lab.replace(1, "n5", with: changed(lab, 1, "n5", .string("otherwise")))
    lab.run(0, [.auditRequested])
    lab.pass(30_000)
    #expect(try lab.documents(0) == lab.documents(1))
    #expect(try lab.documents(0).count == 20)
    for node in 0...1 {
      #expect(
        alarms(lab, node).contains { if case .auditDifference = $0 { true } else { false } })
      #expect(try lab.recount(node).differingBuckets == [])
    }
    let count = alarms(lab, 0).count
    lab.pass(200_000)
    #expect(alarms(lab, 0).count == count)
  }

  @Test("damage in the midst of a line is repaired from a neighbour")
  func line() throws {
    let lab = try pair(3)
    let right = try lab.documents(0)
    for index in 0..<15 { try lab.corrupt(1, "n\(index)", to: nil) }
    lab.run(1, [.auditRequested])
    lab.pass(90_000)
    for node in 0...2 { #expect(try lab.documents(node) == right) }
  }

  @Test("more entries and documents than fit into a message come page by page")
  func paging() throws {
    let lab = try Lab(2, adjust: Lab.auditing(every: 600_000))
    for index in 0..<7_000 { lab.create(0, "n\(index)") }
    lab.connect(0, 1)
    lab.pass(5_000)
    let right = try lab.documents(1)
    #expect(right.count == 7_000)
    for index in 0..<6_500 { try lab.corrupt(0, "n\(index)", to: nil) }
    lab.run(0, [.auditRequested])
    lab.pass(60_000)
    #expect(try lab.documents(0) == right)
    #expect(try lab.recount(0).differingBuckets == [])
  }

  @Test("a second question before the first is answered breaks the link, as does an unasked answer")
  func protocolErrors() throws {
    let lab = try pair()
    lab.nodes[1].holdsExaminations = true
    let link = try #require(lab.nodes[1].replica.status.peers.first?.link)
    lab.run(1, [.received(link, .ask(AuditNumber(rawValue: 90), .sums(type: "Note")))])
    lab.run(1, [.received(link, .ask(AuditNumber(rawValue: 91), .sums(type: "Note")))])
    #expect(
      lab.nodes[1].disconnects == [
        .protocolViolation("a question before the one before was answered")
      ])
  }

  @Test("a type that the peer has never heard of is compared with nothing")
  func unknownType() throws {
    let lab = try Lab(0, adjust: Lab.auditing(every: 60_000))
    try lab.addNode()
    try lab.addNode(model: Model(types: [Lab.label]))
    lab.create(0, "a")
    lab.connect(0, 1)
    lab.pass(20_000)
    #expect(questions(lab, from: 1).contains(.sums(type: "Note")))
    #expect(alarms(lab, 0) == [] && alarms(lab, 1) == [])
  }
}
