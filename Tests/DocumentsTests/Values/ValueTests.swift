import Documents
import Testing

@Suite struct ValueTests {
  @Test func textIsComparedByBytes() {
    #expect(Value.string("\u{E9}") != .string("e\u{301}"))
    #expect(DocumentID("\u{E9}") != DocumentID("e\u{301}"))
    #expect(Set([DocumentID("\u{E9}"), DocumentID("e\u{301}")]).count == 2)
    #expect(DocumentID("Z") < DocumentID("a"))
    #expect(DocumentID("a") < DocumentID("a\u{1}"))
    #expect(DocumentID("\u{FFFF}") < DocumentID("\u{10000}"))
  }

  @Test func doublesAreComparedByBits() {
    #expect(Value.double(.nan) == .double(.nan))
    #expect(Value.double(0) != .double(-0.0))
    #expect(Value.double(1) != .int(1))
  }

  @Test func anIDHasOneTo128BytesAndNoZero() {
    #expect(DocumentID.problem(with: "a") == nil)
    #expect(DocumentID.problem(with: String(repeating: "é", count: 64)) == nil)
    #expect(DocumentID.problem(with: "") == "an id must not be empty")
    #expect(
      DocumentID.problem(with: String(repeating: "é", count: 64) + "x")
        == "an id must not be longer than 128 bytes; this one has 129")
    #expect(DocumentID.problem(with: "a\0") == "an id must not contain U+0000")
  }
}
