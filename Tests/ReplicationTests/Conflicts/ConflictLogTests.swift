import Documents
import Replication
import Testing

/// What is recorded of values that lose between replicas (DESIGN section 6).
@Suite struct ConflictLogTests {
  private static let retention: Int64 = 30 * 86_400_000

  private func records(_ lab: Lab, _ node: Int) throws -> [ConflictRecord] {
    try lab.documents(node, "_Conflict").map {
      try #require(ConflictRecord(values: $0.values))
    }
  }

  /// Two nodes that hold the same note, and no link.
  private func apart(_ count: Int = 2, retention: Int64 = retention) throws -> Lab {
    let lab = try Lab(count, adjust: { $1.conflictRetention = retention })
    lab.create(0, "n", "first")
    for other in 1..<count { lab.connect(0, other) }
    lab.settle()
    for other in 1..<count { lab.cut(0, other) }
    return lab
  }

  private func meet(_ lab: Lab) {
    for other in 1..<lab.nodes.count { lab.connect(0, other) }
    lab.settle()
  }

  @Test func aLostValueIsListedByEveryNodeOnce() throws {
    let lab = try apart(3)
    lab.update(1, "n", [(0, .string("mine"))])
    lab.update(2, "n", [(0, .string("theirs"))])
    let losing = try #require(lab.document(1, "n")?.stamps[.deleted]?.version)
    let winning = try #require(lab.document(2, "n")?.stamps[.deleted]?.version)
    meet(lab)
    for node in 0..<3 {
      #expect(lab.document(node, "n")?.values.first == .string("theirs"))
      #expect(
        try records(lab, node) == [
          ConflictRecord(
            type: "Note", document: DocumentID("n"), field: "title", value: "\"mine\"",
            contents: nil, losing: losing, winning: winning)
        ])
    }
    #expect(try lab.documents(0, "_Conflict") == lab.documents(2, "_Conflict"))
    let reports = lab.nodes.flatMap(\.reports).filter {
      if case .conflictsRecorded(1, _) = $0 { true } else { false }
    }
    #expect(!reports.isEmpty)
  }

  @Test func anOrdinaryUpdateBringsAValueBackEverywhere() throws {
    let lab = try apart()
    lab.update(0, "n", [(0, .string("mine"))])
    lab.update(1, "n", [(0, .string("theirs"))])
    meet(lab)
    lab.update(0, "n", [(0, .string("mine"))])
    lab.settle()
    #expect(lab.document(1, "n")?.values.first == .string("mine"))
    #expect(try records(lab, 1).count == 1)
  }

  @Test func differentFieldsAndEqualValuesLoseNothing() throws {
    let lab = try apart()
    lab.update(0, "n", [(0, .string("same")), (1, .string("body"))])
    lab.update(1, "n", [(0, .string("same")), (2, .int(5))])
    meet(lab)
    #expect(try records(lab, 0) == [])
    #expect(try records(lab, 1) == [])
    // Whoever writes now has seen both.
    lab.cut(0, 1)
    lab.update(0, "n", [(0, .string("next"))])
    meet(lab)
    #expect(try records(lab, 1) == [])
  }

  @Test func whatWasMergedWithAnEqualValueIsSeenByTheNextWriter() throws {
    let lab = try apart(3)
    lab.update(0, "n", [(0, .string("same"))])
    lab.update(1, "n", [(0, .string("same"))])
    lab.connect(0, 1)
    lab.settle()
    lab.update(1, "n", [(0, .string("next"))])
    // The third has only the first of the two equal values.
    lab.cut(0, 1)
    lab.connect(0, 2)
    lab.settle()
    lab.connect(1, 2)
    lab.settle()
    #expect(lab.document(2, "n")?.values.first == .string("next"))
    #expect(try records(lab, 2) == [])
  }

  @Test func anEditLostToADeleteKeepsTheDocument() throws {
    let lab = try apart()
    lab.update(0, "n", [(0, .string("edited")), (2, .int(4))])
    lab.delete(1, "n")
    meet(lab)
    for node in 0..<2 {
      let record = try #require(try records(lab, node).first)
      #expect(record.field == "_deleted")
      #expect(record.value == "false")
      #expect(record.contents == #"{"title":"edited","body":null,"stars":4}"#)
      #expect(try records(lab, node).count == 1)
    }
  }

  @Test func aDeleteLostToAnEditIsRecorded() throws {
    let lab = try apart()
    lab.delete(0, "n")
    lab.update(1, "n", [(0, .string("edited"))])
    meet(lab)
    let record = try #require(try records(lab, 0).first)
    #expect(record.field == "_deleted")
    #expect(record.value == "true")
    #expect(record.contents == nil)
    #expect(lab.document(0, "n")?.isDeleted == false)
  }

  @Test func ofTwoCreatesTheLoserIsListedByField() throws {
    let lab = try Lab(2)
    lab.create(0, "c", "left")
    lab.create(1, "c", "right")
    lab.connect(0, 1)
    lab.settle()
    #expect(try records(lab, 0).map(\.field) == ["title"])
    #expect(try records(lab, 1).map(\.value) == ["\"left\""])
  }

  @Test func wholeDocumentsLoseEachFieldThatDiffers() throws {
    let lab = try Lab(2)
    lab.create(0, "l", "one", type: "Label")
    lab.connect(0, 1)
    lab.settle()
    lab.cut(0, 1)
    lab.update(0, "l", type: "Label", [(0, .string("two"))])
    lab.update(1, "l", type: "Label", [(1, .int(7))])
    meet(lab)
    #expect(lab.document(0, "l", "Label")?.values == [.string("one"), .int(7)])
    #expect(try records(lab, 0).map(\.field).sorted() == ["name", "rank"])
    #expect(Set(try records(lab, 1).map(\.value)) == ["\"two\"", "null"])
  }

  @Test func aConflictThatComesTwiceInABatchIsRecordedOnce() throws {
    let lab = try apart(3)
    lab.update(0, "n", [(0, .string("mine"))])
    lab.update(1, "n", [(0, .string("theirs"))])
    // Another node brings the losing value as well.
    lab.connect(0, 2)
    lab.settle()
    lab.connect(1, 2)
    lab.settle()
    lab.connect(0, 1)
    lab.settle()
    #expect(try records(lab, 1).count == 1)
    #expect(try records(lab, 0) == records(lab, 2))
  }

  @Test func whatIsRecordedSurvivesARestart() throws {
    let lab = try apart()
    lab.update(0, "n", [(0, .string("mine"))])
    lab.update(1, "n", [(0, .string("theirs"))])
    meet(lab)
    let before = try records(lab, 0)
    try lab.restart(0)
    #expect(try records(lab, 0) == before)
    #expect(lab.document(0, "n")?.stamps[.field(FieldNumber(rawValue: 0))]?.merged.isEmpty == false)
  }

  @Test func recordsAreDroppedWhenTheyAreOldAndNotBefore() throws {
    let lab = try apart(retention: 100_000)
    lab.update(0, "n", [(0, .string("mine"))])
    lab.update(1, "n", [(0, .string("theirs"))])
    meet(lab)
    func wake() {
      for node in 0..<2 {
        while let due = lab.nodes[node].replica.nextDeadline, due <= lab.now {
          lab.run(node, [.wake])
        }
      }
      lab.settle()
    }
    lab.now += 90_000
    wake()
    #expect(try records(lab, 0).count == 1)
    lab.now += 61_000
    wake()
    #expect(try records(lab, 0) == [])
    #expect(try records(lab, 1) == [])
    #expect(lab.document(0, "n")?.values.first == .string("theirs"))
  }

  @Test func manyOldRecordsAreDroppedInPieces() throws {
    let lab = try Lab(2, adjust: { $1.conflictRetention = 10_000 })
    for index in 0..<1_500 {
      lab.create(0, "n\(index)", "left")
      lab.create(1, "n\(index)", "right")
    }
    lab.connect(0, 1)
    lab.settle()
    #expect(try records(lab, 0).count == 1_500)
    lab.cut(0, 1)
    lab.now += 3_700_000
    lab.run(0, [.wake])
    #expect(try records(lab, 0).count == 500)
    #expect(lab.nodes[0].replica.nextDeadline == lab.now)
    lab.run(0, [.wake])
    #expect(try records(lab, 0) == [])
  }

  @Test func oldRecordsAreIgnoredAsTheyCome() throws {
    let lab = try apart(retention: 100_000)
    lab.update(0, "n", [(0, .string("mine"))])
    lab.update(1, "n", [(0, .string("theirs"))])
    meet(lab)
    #expect(try records(lab, 1).count == 1)
    lab.now += 120_000
    // A new node copies everything from one that keeps its records longer, as its clock is behind.
    lab.nodes[1].skew = -50_000
    let fresh = try lab.addNode()
    lab.connect(1, fresh)
    lab.settle()
    #expect(lab.document(fresh, "n")?.values.first == .string("theirs"))
    #expect(try records(lab, fresh) == [])
    #expect(try records(lab, 1).count == 1)
  }

  @Test func builtInTypesRecordNothingAndClientsCantWriteThem() throws {
    let lab = try Lab(1)
    let outcome = lab.create(0, "x", type: "_Conflict")
    #expect(outcome == .invalid("there is no type _Conflict"))
  }
}
