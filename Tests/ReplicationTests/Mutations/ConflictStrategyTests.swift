import Documents
import Replication
import Testing

/// The table of section 6, in full: four strategies, what happened meanwhile, and both ways in which a client says what it saw.
@Suite struct ConflictStrategyTests {
  /// What happened to the document since the client saw it.
  enum Meanwhile: CaseIterable {
    case nothing, otherField, sameField, sameFieldAndAnother, deleted
  }

  /// What should come of the client's update of fields 0 and 1.
  enum Expected: Equatable {
    case applied, conflict
    /// Decision, and the fields that have the client's value.
    case merged(ConflictDecision, [Int])
  }

  struct Case: Sendable {
    let strategy: ConflictStrategy
    let meanwhile: Meanwhile
    let usesVersion: Bool
  }

  static let cases: [Case] = ConflictStrategy.allCases.flatMap { strategy in
    Meanwhile.allCases.flatMap { meanwhile in
      [true, false].map { Case(strategy: strategy, meanwhile: meanwhile, usesVersion: $0) }
    }
  }

  private func expected(_ strategy: ConflictStrategy, _ meanwhile: Meanwhile) -> Expected {
    switch (strategy, meanwhile) {
    case (_, .nothing): .applied
    case (.reject, _): .conflict
    case (.merge, .otherField): .merged(.merged, [0, 1])
    case (.merge, _): .conflict
    case (.clientWins, .otherField): .merged(.merged, [0, 1])
    case (.clientWins, _): .merged(.clientWins, [0, 1])
    case (.serverWins, .otherField): .merged(.merged, [0, 1])
    case (.serverWins, .sameField), (.serverWins, .sameFieldAndAnother): .merged(.serverWins, [1])
    case (.serverWins, .deleted): .conflict
    }
  }

  /// A lab with a document that the client saw, and what it saw.
  private func prepare(
    _ meanwhile: Meanwhile, usesVersion: Bool
  ) throws -> (Lab, MutationBase) {
    let lab = try Lab(1)
    lab.create(0, "n", "seen")
    let seen = try #require(lab.document(0, "n"))
    lab.now += 10
    switch meanwhile {
    case .nothing: break
    case .otherField: lab.update(0, "n", [(2, .int(5))])
    case .sameField: lab.update(0, "n", [(0, .string("node"))])
    case .sameFieldAndAnother: lab.update(0, "n", [(0, .string("node")), (2, .int(5))])
    case .deleted: lab.delete(0, "n")
    }
    return (
      lab,
      MutationBase(
        updatedAt: seen.updatedAt, version: usesVersion ? seen.stamps.versionVector : nil)
    )
  }

  @Test(arguments: cases)
  func `an update comes out as the table says`(_ test: Case) throws {
    let (lab, base) = try prepare(test.meanwhile, usesVersion: test.usesVersion)
    let before = try #require(lab.document(0, "n"))
    let outcome = lab.mutate(
      0,
      Mutation(
        kind: .update, type: "Note", id: DocumentID("n"),
        fields: [
          FieldAssignment(field: 0, value: .string("client")),
          FieldAssignment(field: 1, value: .string("body")),
        ], base: base, strategy: test.strategy))
    let after = try #require(lab.document(0, "n"))
    let bound = try #require(lab.nodes[0].replica.model.type(named: "Note"))
    switch (expected(test.strategy, test.meanwhile), outcome) {
    case (.applied, .applied(let view)):
      #expect(view == DocumentView(after, type: bound))
      #expect(after.values.prefix(2) == [.string("client"), .string("body")])
    case (.conflict, .conflict(let info)):
      #expect(after == before)
      #expect(info.serverState == DocumentView(before, type: bound))
      #expect(info.clientState.values == [.string("client"), .string("body"), nil])
      #expect(info.clientState.updatedAt == base.updatedAt)
    case (.merged(let decision, let fields), .merged(let view, let info, let told)):
      #expect(told == decision)
      #expect(view == DocumentView(after, type: bound))
      #expect(info.serverState == DocumentView(before, type: bound))
      #expect(!after.isDeleted)
      let wanted: [Value] = [.string("client"), .string("body")]
      for field in 0...1 {
        #expect(
          after.values[field] == (fields.contains(field) ? wanted[field] : before.values[field]))
      }
      #expect(after.values[2] == before.values[2])
      #expect(after.stamps.greatestVersion > before.stamps.greatestVersion)
    case (let wanted, let outcome): Issue.record("expected \(wanted), got \(outcome)")
    }
  }

  @Test(arguments: cases)
  func `a delete comes out as the table says`(_ test: Case) throws {
    let (lab, base) = try prepare(test.meanwhile, usesVersion: test.usesVersion)
    let before = try #require(lab.document(0, "n"))
    let outcome = lab.mutate(
      0,
      Mutation(
        kind: .delete, type: "Note", id: DocumentID("n"), fields: [], base: base,
        strategy: test.strategy))
    let after = try #require(lab.document(0, "n"))
    switch (test.meanwhile, test.strategy, outcome) {
    case (.nothing, _, .applied): #expect(after.isDeleted)
    case (.deleted, _, .applied): #expect(after == before)
    case (_, .reject, .conflict), (_, .merge, .conflict): #expect(after == before)
    case (_, .clientWins, .merged(_, _, .clientWins)): #expect(after.isDeleted)
    case (_, .serverWins, .merged(_, _, .serverWins)): #expect(after == before)
    default: Issue.record("got \(outcome)")
    }
    #expect(after.values == before.values)
  }

  @Test func `a field sent with the present value did not change`() throws {
    for strategy in ConflictStrategy.allCases where strategy != .reject {
      let (lab, base) = try prepare(.sameField, usesVersion: true)
      let before = lab.document(0, "n")
      let outcome = lab.mutate(
        0,
        Mutation(
          kind: .update, type: "Note", id: DocumentID("n"),
          fields: [FieldAssignment(field: 0, value: .string("node"))], base: base,
          strategy: strategy))
      guard case .merged(_, _, .merged) = outcome else {
        Issue.record("\(strategy): \(outcome)")
        continue
      }
      #expect(lab.document(0, "n") == before)
    }
  }

  @Test func `an update that changes nothing makes no version`() throws {
    let (lab, base) = try prepare(.nothing, usesVersion: true)
    let before = lab.document(0, "n")
    let knowledge = lab.nodes[0].replica.knowledge
    let outcome = lab.mutate(
      0,
      Mutation(
        kind: .update, type: "Note", id: DocumentID("n"),
        fields: [FieldAssignment(field: 0, value: .string("seen"))], base: base, strategy: .merge))
    #expect(outcome.isApplied)
    #expect(lab.document(0, "n") == before)
    #expect(lab.nodes[0].replica.knowledge == knowledge)
  }

  @Test func `an updatedAt newer than the node's is no conflict, and the write is greater than it`()
    throws
  {
    let (lab, base) = try prepare(.nothing, usesVersion: false)
    let ahead = base.updatedAt + 2_000
    let outcome = lab.mutate(
      0,
      Mutation(
        kind: .update, type: "Note", id: DocumentID("n"),
        fields: [FieldAssignment(field: 0, value: .string("client"))],
        base: MutationBase(updatedAt: ahead), strategy: .reject))
    #expect(outcome.isApplied)
    #expect(try #require(lab.document(0, "n")).updatedAt > ahead)
  }

  @Test func `a document of a node whose clock is ahead can be changed with what it says itself`()
    throws
  {
    let lab = try Lab(2)
    lab.nodes[1].skew = 30_000
    lab.connect(0, 1)
    lab.create(1, "n", "a")
    lab.deliverAll()
    let base = try #require(lab.document(0, "n")).updatedAt
    #expect(base > Lab.epoch + lab.now + 20_000)
    func write(_ title: String, since time: Int64) -> MutationOutcome {
      lab.mutate(
        0,
        Mutation(
          kind: .update, type: "Note", id: DocumentID("n"),
          fields: [FieldAssignment(field: 0, value: .string(title))],
          base: MutationBase(updatedAt: time), strategy: .reject))
    }
    guard case .applied = write("b", since: base) else {
      Issue.record("refused")
      return
    }
    let status = lab.nodes[0].replica.status(at: lab.moment(0))
    #expect(status.clockLead < 31_000)
    guard case .invalid = write("c", since: base + 1_000) else {
      Issue.record("what is beyond all that the node has must not move its clock")
      return
    }
  }

  @Test func `an updatedAt more than 5 s ahead is senseless, and does not move the clock`() throws {
    let (lab, base) = try prepare(.nothing, usesVersion: false)
    for isVersion in [true, false] {
      let far = Lab.epoch + lab.now + 6_000
      let version = Knowledge([
        Version(timestamp: Timestamp(milliseconds: far), replica: ReplicaID(bits: 9))
      ])
      let outcome = lab.mutate(
        0,
        Mutation(
          kind: .update, type: "Note", id: DocumentID("n"),
          fields: [FieldAssignment(field: 0, value: .string("client"))],
          base: MutationBase(
            updatedAt: isVersion ? base.updatedAt : far, version: isVersion ? version : nil),
          strategy: .clientWins))
      guard case .invalid = outcome else {
        Issue.record("\(outcome)")
        return
      }
    }
    lab.create(0, "x")
    #expect(try #require(lab.document(0, "x")).updatedAt < Lab.epoch + lab.now + 1_000)
  }

  @Test func `a merge of an older write goes unnoticed by updatedAt, but not by _version`() throws {
    for usesVersion in [true, false] {
      let lab = try Lab(2)
      lab.create(0, "n", "a")
      lab.connect(0, 1)
      lab.settle()
      lab.cut(0, 1)
      lab.update(1, "n", [(0, .string("old"))])
      lab.now += 10
      lab.update(0, "n", [(1, .string("new"))])
      let seen = try #require(lab.document(0, "n"))
      lab.connect(0, 1)
      lab.settle()
      let outcome = lab.mutate(
        0,
        Mutation(
          kind: .update, type: "Note", id: DocumentID("n"),
          fields: [FieldAssignment(field: 0, value: .string("client"))],
          base: MutationBase(
            updatedAt: seen.updatedAt, version: usesVersion ? seen.stamps.versionVector : nil),
          strategy: .merge))
      #expect(outcome.isApplied == !usesVersion)
    }
  }

  @Test func `only _version extends what a write counts as seen`() throws {
    for usesVersion in [true, false] {
      let lab = try Lab(2)
      lab.create(0, "n", "a")
      lab.connect(0, 1)
      lab.settle()
      lab.cut(0, 1)
      lab.update(1, "n", [(0, .string("b"))])
      // The client read node 1 and writes at node 0, which lags.
      let seen = try #require(lab.document(1, "n"))
      lab.mutate(
        0,
        Mutation(
          kind: .update, type: "Note", id: DocumentID("n"),
          fields: [FieldAssignment(field: 0, value: .string("c"))],
          base: MutationBase(
            updatedAt: seen.updatedAt, version: usesVersion ? seen.stamps.versionVector : nil),
          strategy: .merge))
      let stamp = try #require(lab.document(0, "n")?.stamps[.field(FieldNumber(rawValue: 0))])
      #expect(stamp.hasSeen(seen.stamps.greatestVersion) == usesVersion)
      #expect(stamp.version > seen.stamps.greatestVersion)
    }
  }
}
