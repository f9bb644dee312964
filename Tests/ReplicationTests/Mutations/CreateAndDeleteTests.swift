import Documents
import Replication
import Testing

/// Creates, deletes, and what comes twice (sections 3, 6 and 8).
@Suite struct CreateAndDeleteTests {
  @Test func `a create without an id gets one, and defaults`() throws {
    let lab = try Lab(1)
    let outcome = lab.mutate(
      0,
      Mutation(kind: .create, type: "Note", id: nil, fields: [], base: nil, strategy: .merge))
    guard case .applied(let view) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(view.id.text.utf8.count == 36)
    #expect(view.values == [.null, .null, .int(0)])
    #expect(view.createdAt == view.updatedAt)
  }

  @Test func `a repeated create succeeds and writes nothing`() throws {
    let lab = try Lab(2)
    #expect(lab.create(0, "n", "a").isApplied)
    lab.connect(0, 1)
    lab.settle()
    let state = lab.document(0, "n")
    // After a lost answer, at the same node and at another.
    for node in 0...1 {
      #expect(lab.create(node, "n", "a").isApplied)
      #expect(lab.document(node, "n") == state)
    }
  }

  @Test func `a create with other content is refused with what is there`() throws {
    let lab = try Lab(1)
    lab.create(0, "n", "a")
    guard case .alreadyExists(let view) = lab.create(0, "n", "b") else {
      Issue.record("it was accepted")
      return
    }
    #expect(view.values.first == .string("a"))
    lab.update(0, "n", [(1, .string("body"))])
    guard case .alreadyExists = lab.create(0, "n", "a") else {
      Issue.record("a repeated create must not pass once the content changed")
      return
    }
  }

  @Test func `a create over a tombstone revives the document everywhere`() throws {
    let lab = try Lab(2)
    lab.connect(0, 1)
    lab.create(0, "n", "a")
    lab.update(0, "n", [(1, .string("body"))])
    lab.settle()
    let created = try #require(lab.document(0, "n")).createdAt
    lab.delete(1, "n")
    lab.settle()
    #expect(lab.document(0, "n")?.isDeleted == true)
    #expect(lab.document(0, "n")?.values.first == .string("a"))
    #expect(lab.create(0, "n", "b").isApplied)
    lab.settle()
    for node in 0...1 {
      let state = try #require(lab.document(node, "n"))
      #expect(!state.isDeleted)
      #expect(state.values == [.string("b"), .null, .int(0)])
      #expect(state.createdAt > created)
    }
  }

  @Test func `an update and a delete of what never was are not found`() throws {
    let lab = try Lab(1)
    #expect(lab.update(0, "n", [(0, .string("a"))]) == .notFound(DocumentID("n")))
    #expect(lab.delete(0, "n") == .notFound(DocumentID("n")))
  }

  @Test func `a repeated delete succeeds and writes nothing`() throws {
    let lab = try Lab(1)
    lab.create(0, "n")
    lab.delete(0, "n")
    let state = lab.document(0, "n")
    #expect(lab.delete(0, "n").isApplied)
    #expect(lab.document(0, "n") == state)
  }

  @Test func `an edit concurrent with a delete, and later, revives the whole document`() throws {
    let lab = try Lab(2)
    lab.connect(0, 1)
    lab.create(0, "n", "a")
    lab.settle()
    lab.cut(0, 1)
    lab.delete(0, "n")
    lab.now += 10
    lab.update(1, "n", [(1, .string("body"))])
    lab.connect(0, 1)
    lab.settle()
    for node in 0...1 {
      let state = try #require(lab.document(node, "n"))
      #expect(!state.isDeleted)
      #expect(state.values == [.string("a"), .string("body"), .int(0)])
    }
  }

  @Test func `a delete concurrent with an edit, and later, wins on both sides`() throws {
    let lab = try Lab(2)
    lab.connect(0, 1)
    lab.create(0, "n", "a")
    lab.settle()
    lab.cut(0, 1)
    lab.update(1, "n", [(1, .string("body"))])
    lab.now += 10
    lab.delete(0, "n")
    lab.connect(0, 1)
    lab.settle()
    for node in 0...1 { #expect(lab.document(node, "n")?.isDeleted == true) }
    #expect(lab.document(0, "n") == lab.document(1, "n"))
  }

  @Test func `documents that merge as a whole win or lose as a whole`() throws {
    let lab = try Lab(2)
    lab.connect(0, 1)
    lab.create(0, "l", "a", type: "Label")
    lab.settle()
    lab.cut(0, 1)
    lab.update(0, "l", type: "Label", [(0, .string("left"))])
    lab.now += 10
    lab.update(1, "l", type: "Label", [(1, .int(7))])
    lab.connect(0, 1)
    lab.settle()
    for node in 0...1 {
      #expect(lab.document(node, "l", "Label")?.values == [.string("a"), .int(7)])
      #expect(lab.document(node, "l", "Label")?.stamps.isUniform == true)
    }
  }

  @Test func `each write of a document has a later millisecond than the one before`() throws {
    let lab = try Lab(1)
    lab.create(0, "n")
    var last = try #require(lab.document(0, "n")).updatedAt
    for number in 0..<20 {
      lab.now -= 1  // All in one millisecond.
      lab.update(0, "n", [(2, .int(Int64(number + 1)))])
      let next = try #require(lab.document(0, "n")).updatedAt
      #expect(next > last)
      last = next
    }
  }

  /// Restores a deleted note with a field, as a client that saw it at `base`.
  private func restore(
    _ lab: Lab, _ base: MutationBase, _ strategy: ConflictStrategy, _ title: String = "back"
  ) -> MutationOutcome {
    lab.mutate(
      0,
      Mutation(
        kind: .restore, type: "Note", id: DocumentID("n"),
        fields: [FieldAssignment(field: 0, value: .string(title))], base: base,
        strategy: strategy))
  }

  @Test(arguments: ConflictStrategy.allCases)
  func aDeletedDocumentIsRestoredByWhoeverSawItsDeletion(strategy: ConflictStrategy) throws {
    let lab = try Lab(1)
    lab.create(0, "n", "first")
    lab.update(0, "n", [(2, .int(4))])
    lab.delete(0, "n")
    let state = try #require(lab.document(0, "n"))
    let outcome = restore(lab, MutationBase(updatedAt: state.updatedAt), strategy)
    guard case .applied(let view) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(view.values == [.string("back"), .null, .int(4)])
    #expect(lab.document(0, "n")?.isDeleted == false)
  }

  @Test func aFieldThatChangedMeanwhileIsAConflictOfARestoreAsOfAnUpdate() throws {
    let lab = try Lab(1)
    lab.create(0, "n", "first")
    let seen = MutationBase(updatedAt: try #require(lab.document(0, "n")).updatedAt)
    lab.update(0, "n", [(0, .string("second"))])
    lab.delete(0, "n")
    for strategy in [ConflictStrategy.reject, .merge] {
      guard case .conflict = restore(lab, seen, strategy) else {
        Issue.record("\(strategy) takes it")
        continue
      }
      #expect(lab.document(0, "n")?.isDeleted == true)
    }
    guard case .merged(let view, _, .serverWins) = restore(lab, seen, .serverWins) else {
      Issue.record("the node's value does not win")
      return
    }
    #expect(view.values.first == .string("second"))
    #expect(view.isDeleted == false)
  }

  @Test func whatNeverWasCantBeRestored() throws {
    let lab = try Lab(1)
    #expect(restore(lab, MutationBase(updatedAt: 1), .merge) == .notFound(DocumentID("n")))
  }
}
