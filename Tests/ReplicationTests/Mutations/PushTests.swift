import Documents
import Replication
import Testing

/// Rows that are pushed with keys, and sent again (section 8).
@Suite struct PushTests {
  private func create(_ id: String, _ title: String) -> Mutation {
    Mutation(
      kind: .create, type: "Note", id: DocumentID(id),
      fields: [FieldAssignment(field: 0, value: .string(title))], base: nil, strategy: .merge)
  }

  private func change(
    _ kind: Mutation.Kind, _ id: String, since time: Int64, _ title: String? = nil,
    _ strategy: ConflictStrategy = .merge
  ) -> Mutation {
    Mutation(
      kind: kind, type: "Note", id: DocumentID(id),
      fields: title.map { [FieldAssignment(field: 0, value: .string($0))] } ?? [],
      base: MutationBase(updatedAt: time), strategy: strategy)
  }

  private func outcomes(_ answers: [PushAnswer]) -> [PushOutcome] { answers.map(\.outcome) }

  @Test func `rows stand alone, each with its outcome and what the node has`() throws {
    let lab = try Lab(1)
    lab.create(0, "there", "old")
    let seen = try #require(lab.document(0, "there")).updatedAt
    lab.update(0, "there", [(0, .string("meanwhile")), (1, .string("body"))])
    let answers = lab.push(
      0,
      [
        PushRow(create("a", "x")), PushRow(create("a", "x")), PushRow(create("a", "y")),
        PushRow(change(.update, "there", since: seen, "mine")),
        PushRow(change(.update, "nobody", since: seen, "mine")),
        PushRow(change(.update, "there", since: seen, "mine", .clientWins)),
        PushRow(change(.delete, "a", since: 9_999_999_999_999)),
        PushRow(change(.delete, "a", since: lab.epochNow + 100)),
        PushRow(change(.delete, "a", since: lab.epochNow + 100)),
      ])
    #expect(
      outcomes(answers) == [
        .applied, .unchanged, .conflict, .conflict, .invalid, .merged, .invalid, .applied,
        .unchanged,
      ])
    #expect(answers[2].state?.values[0] == .string("x"))
    #expect(answers[3].state?.values[0] == .string("meanwhile"))
    #expect(answers[4].state == nil)
    #expect(answers[5].conflict?.decision == .clientWins)
    #expect(answers[7].state?.isDeleted == true)
    #expect(
      answers.map { $0.message == nil } == [
        true, true, false, false, false, true, false, true, true,
      ])
    #expect(lab.document(0, "there")?.values[0] == .string("mine"))
  }

  @Test
  func `a row sent again with its key answers as before and changes nothing, also after a restart`()
    throws
  {
    let lab = try Lab(1)
    lab.create(0, "n", "first")
    let seen = try #require(lab.document(0, "n")).updatedAt
    let row = PushRow(key: "k1", change(.update, "n", since: seen, "mine"))
    #expect(outcomes(lab.push(0, [row])) == [.applied])
    // Somebody else writes, so that the row alone would be a conflict.
    lab.update(0, "n", [(0, .string("later"))])
    let state = lab.document(0, "n")
    for _ in 0..<2 {
      let again = lab.push(0, [row])
      #expect(outcomes(again) == [.applied])
      #expect(again[0].state?.values[0] == .string("later"))
      #expect(lab.document(0, "n") == state)
      try lab.restart(0)
    }
    var unkeyed = row
    unkeyed.key = nil
    #expect(outcomes(lab.push(0, [unkeyed])) == [.conflict])
  }

  @Test func `a conflict is remembered, what made no sense is not`() throws {
    let lab = try Lab(1)
    lab.create(0, "n", "first")
    let seen = try #require(lab.document(0, "n")).updatedAt
    lab.update(0, "n", [(0, .string("second"))])
    let row = PushRow(key: "c", change(.update, "n", since: seen, "mine"))
    let first = lab.push(0, [row])
    #expect(outcomes(first) == [.conflict])
    lab.update(0, "n", [(0, .string("mine"))])
    let again = lab.push(0, [row])
    #expect(outcomes(again) == [.conflict])
    #expect(again[0].message == first[0].message)
    let early = PushRow(key: "i", change(.update, "late", since: seen, "mine", .clientWins))
    #expect(outcomes(lab.push(0, [early])) == [.invalid])
    lab.create(0, "late", "here")
    #expect(outcomes(lab.push(0, [early])) == [.merged])
  }

  @Test func `a key that is given to another row is refused`() throws {
    let lab = try Lab(1)
    #expect(outcomes(lab.push(0, [PushRow(key: "k", create("a", "x"))])) == [.applied])
    let others = [
      create("a", "y"), create("b", "x"), change(.update, "a", since: lab.epochNow, "x"),
    ]
    for other in others {
      let answer = lab.push(0, [PushRow(key: "k", other)])
      #expect(outcomes(answer) == [.invalid])
      #expect(answer[0].message?.contains("the key was given to another row") == true)
    }
    #expect(lab.document(0, "a")?.values[0] == .string("x"))
    #expect(lab.document(0, "b") == nil)
  }

  @Test func `a key is forgotten after a day`() throws {
    let lab = try Lab(1)
    let row = PushRow(key: "k", create("a", "x"))
    lab.push(0, [row])
    #expect(lab.nodes[0].store.answer(to: "k") != nil)
    lab.pass(hours: 23)
    #expect(lab.nodes[0].store.answer(to: "k") != nil)
    lab.pass(hours: 2)
    #expect(lab.nodes[0].store.answer(to: "k") == nil)
    #expect(outcomes(lab.push(0, [row])) == [.unchanged])
  }

  @Test func `beyond the limit the keys that came first are forgotten, also after a restart`()
    throws
  {
    let lab = try Lab(1) { $1.maximumKeys = 3 }
    for key in ["a", "b", "c"] { lab.push(0, [PushRow(key: key, create(key, "x"))]) }
    #expect(lab.keys(["a", "b", "c"]) == [true, true, true])
    lab.push(0, [PushRow(key: "d", create("d", "x"))])
    #expect(lab.keys(["a", "b", "c", "d"]) == [false, true, true, true])
    try lab.restart(0)
    lab.push(0, [PushRow(key: "e", create("e", "x")), PushRow(key: "f", create("f", "x"))])
    #expect(lab.keys(["b", "c", "d", "e", "f"]) == [false, false, true, true, true])
    lab.pass(hours: 25)
    lab.push(0, [PushRow(key: "g", create("g", "x"))])
    #expect(lab.keys(["e", "f", "g"]) == [false, false, true])
    #expect(lab.nodes[0].store.answerCount() == 1)
  }

  @Test func `where the store fails nothing is written, and no key is remembered`() throws {
    var store = FailingStore(base: MemoryStore(model: Lab.model))
    var random = SystemRandomNumberGenerator()
    let now = Moment(wall: Timestamp(milliseconds: Lab.epoch), uptime: 0)
    var replica = try Replica(
      settings: ReplicaSettings(mesh: Lab.mesh, process: 1, name: "one", version: "1"),
      model: Lab.model, store: &store, at: now, random: &random)
    store.refused = ["bad"]
    let rows = [PushRow(key: "k", create("good", "x")), PushRow(create("bad", "x"))]
    let request = RequestID(rawValue: 1)
    let actions = replica.process([.push(request, rows)], at: now, random: &random, store: &store)
    guard case .pushed(request, .failure(let error))? = actions.first else {
      Issue.record("\(actions)")
      return
    }
    #expect(error.message.contains("bad can't be stored"))
    #expect(try store.answer(to: "k") == nil)
    store.refused = []
    guard
      case .pushed(request, .success(let answers))? = replica.process(
        [.push(request, rows)], at: now, random: &random, store: &store
      ).first(where: { if case .pushed = $0 { true } else { false } })
    else {
      Issue.record("not answered")
      return
    }
    #expect(outcomes(answers) == [.applied, .applied])
  }
}

extension Lab {
  /// Now as clients see it, in milliseconds since the epoch.
  fileprivate var epochNow: Int64 { Lab.epoch + now }

  /// Pushes rows to a node, and returns the answers.
  @discardableResult
  fileprivate func push(_ index: Int, _ rows: [PushRow]) -> [PushAnswer] {
    let request = RequestID(rawValue: nextNumber)
    nextNumber += 1
    now += 1
    run(index, [.push(request, rows)])
    guard case .success(let answers)? = nodes[index].pushed[request] else { return [] }
    return answers
  }

  /// Which of some keys a node remembers.
  fileprivate func keys(_ keys: [String]) -> [Bool] {
    keys.map { nodes[0].store.answer(to: $0) != nil }
  }

  /// Lets time pass.
  fileprivate func pass(hours: Int64) {
    now += hours * 3_600_000
    run(0, [.wake])
  }
}
