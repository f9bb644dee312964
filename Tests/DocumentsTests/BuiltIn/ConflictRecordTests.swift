import Documents
import Testing

@Suite struct ConflictRecordTests {
  private func record(
    type: String = "Note", id: String = "n1", field: String = "title", value: String = "\"x\"",
    contents: String? = nil, losing: Version = version(5, 1), winning: Version = version(6, 2)
  ) -> ConflictRecord {
    ConflictRecord(
      type: type, document: DocumentID(id), field: field, value: value, contents: contents,
      losing: losing, winning: winning)
  }

  @Test func theIdTellsTypeFieldVersionAndDocument() {
    #expect(record().id == DocumentID("Note/title/5@0000000000000001/n1"))
    #expect(record(winning: version(9, 9)).id == record().id)
    #expect(record(value: "1").id == record().id)
    #expect(record(losing: version(5, 2)).id != record().id)
    #expect(record(type: "A", id: "b/c").id != record(type: "A", id: "c").id)
  }

  @Test func aLongIdIsHashed() {
    let long = record(id: String(repeating: "é", count: 64)).id
    #expect(long == DocumentID("~86dc848ab632e59623089db01a666a9c/5@0000000000000001"))
    #expect(DocumentID.problem(with: long.text) == nil)
    #expect(record(id: String(repeating: "e", count: 128)).id != long)
    let longest = record(
      type: String(repeating: "T", count: 300), id: "1",
      losing: Version(timestamp: Timestamp(bits: .max), replica: ReplicaID(bits: .max))
    ).id
    #expect(DocumentID.problem(with: longest.text) == nil)
  }

  @Test func recordsAreReadAsTheyAreWritten() {
    let deletion = record(field: "_deleted", value: "false", contents: "{\"title\":\"x\"}")
    for record in [record(), deletion] {
      #expect(ConflictRecord(values: record.values) == record)
      #expect(ConflictRecord(values: record.values + [.int(1)]) == record)
    }
    #expect(ConflictRecord(values: []) == nil)
    for index in [0, 1, 2, 3, 5, 6] {
      var values: [Value?] = record().values
      values[index] = .null
      #expect(ConflictRecord(values: values) == nil)
    }
  }

  @Test func longTextsAreCutBetweenCharactersAndMarked() {
    let text = "\"" + String(repeating: "é", count: ConflictRecord.maximumLength)
    let long = record(value: text, contents: "{}")
    #expect(long.isCut)
    #expect(long.value.utf8.count == ConflictRecord.maximumLength - 1)
    #expect(text.hasPrefix(long.value))
    #expect(ConflictRecord(values: long.values) == long)
    #expect(!record(value: String(repeating: "1", count: ConflictRecord.maximumLength)).isCut)
    #expect(record(contents: String(repeating: " ", count: 1 << 20)).isCut)
  }

  @Test func versionsAreReadAsTheyAreWritten() {
    var samples = Samples(seed: 4)
    for _ in 0..<100 {
      let version = samples.version()
      #expect(Version("\(version)") == version)
    }
    for text in [
      "", "5", "5@", "@0000000000000001", "5+@0000000000000001", "-1@0000000000000001",
      "5+65536@0000000000000001", "5@1", "5@0000000000000001@", "281474976710656@0000000000000001",
    ] {
      #expect(Version(text) == nil, "\(text)")
    }
  }

  @Test func valuesAreWrittenAsClientsReadThem() {
    func text(_ value: Value, _ type: String) -> String { JSONForm.text(of: value, type: type) }
    #expect(text(.null, "Int") == "null")
    #expect(text(.bool(true), "Boolean") == "true")
    #expect(text(.int(-7), "Int") == "-7")
    #expect(text(.double(1.5), "Float") == "1.5")
    #expect(text(.string("a\"b\\\n\u{1}é"), "String") == #""a\"b\\\u000a\u0001é""#)
    #expect(text(.string("{\"a\":[1]}"), "JSON") == "{\"a\":[1]}")
    #expect(text(.string("no json"), "JSON") == "\"no json\"")
    #expect(text(.list([.string("1"), .null]), "[JSON]") == "[1,null]")
    #expect(
      JSONForm.object([("a", "1"), ("é\"", "[]")]) == "{\"a\":1,\"é\\\"\":[]}")
    #expect(JSONForm.object([]) == "{}")
  }
}
