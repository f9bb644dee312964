import Argo
import Documents
import Replication
import Testing

@testable import PeerWire

@Suite("Questions and answers about documents in bytes")
struct AuditCodecTests {
  private let number = AuditNumber(rawValue: 70_000)
  private let standing = AuditStanding(
    knowledge: Knowledge([
      Version(timestamp: Timestamp(milliseconds: 9, counter: 2), replica: ReplicaID(bits: 4))
    ]),
    floor: Knowledge(), isAhead: true)

  private func read(_ message: LinkMessage) throws -> PeerMessage? {
    var decoder = PeerDecoder()
    if case .message(let message) = try decoder.decode(message) { return message }
    return nil
  }

  @Test(
    "questions are read as they were asked",
    arguments: [
      .sums(type: "Note"),
      .entries(type: "Note", buckets: [0, 7, 1_023], after: nil, limit: 5_000),
      .entries(type: "_Member", buckets: [], after: DocumentID("é🙂"), limit: 1),
      .documents(type: "Note", ids: [DocumentID("a"), DocumentID("b")]),
      .documents(type: "Note", ids: []),
    ] as [AuditQuestion])
  func questions(question: AuditQuestion) throws {
    let message = try PeerEncoder.encode(.ask(number, question))
    #expect(message.kind == .subscribe && message.id >= AuditKind.firstID)
    #expect(try read(message) == .ask(number, question))
  }

  @Test("answers are read as they were given")
  func answers() throws {
    var sums = BucketSums()
    for (bucket, isDeleted) in [(0, true), (5, false), (1_023, false), (1_023, true)] {
      sums.add(
        DocumentHash(bucket: bucket, hash: .max - UInt64(bucket), isDeleted: isDeleted))
    }
    let entries = ["a", "b", "é"].map {
      AuditEntry(
        id: DocumentID($0), hash: UInt64($0.utf8.count) << 60 | 1, isDeleted: $0 == "b",
        isForgettable: $0 == "b")
    }
    for answer in [
      .sums(standing, sums), .entries(standing, entries, hasMore: true),
      .entries(standing, [], hasMore: false), .unavailable("the disk failed"),
    ] as [AuditAnswer] {
      #expect(try read(PeerEncoder.encode(.answer(number, answer))) == .answer(number, answer))
    }
  }

  @Test("documents come as a page does")
  func documents() throws {
    var samples = Samples(seed: 3)
    var decoder = PeerDecoder()
    let hello = samples.hello()
    _ = try decoder.decode(PeerEncoder.encode(.hello(hello)))
    var page = samples.page(hello.catalog, rows: 30)
    page.claim = nil
    let message = try PeerEncoder.encode(.answer(number, .documents(page)))
    guard case .message(.answer(number, .documents(let read))) = try decoder.decode(message) else {
      return #expect(Bool(false), "no documents")
    }
    #expect(PlainPage(read) == PlainPage(page))
  }

  @Test("the wire types of answers are those of their operations")
  func wireTypes() throws {
    let sums = try PeerEncoder.encode(.answer(number, .sums(standing, BucketSums())))
    _ = try ArgoCodec(PeerOperation.sums.responseType).decode(sums.payload)
    let entry = AuditEntry(id: DocumentID("a"), hash: 7, isDeleted: false)
    let entries = try PeerEncoder.encode(
      .answer(number, .entries(standing, [entry], hasMore: false)))
    _ = try ArgoCodec(PeerOperation.entries.responseType).decode(entries.payload)
  }

  @Test(
    "what is beyond the bounds, or in no order, is refused",
    arguments: [
      .entries(type: "Note", buckets: [7, 7], after: nil, limit: 10),
      .entries(type: "Note", buckets: [9, 3], after: nil, limit: 10),
      .entries(type: "Note", buckets: [1_024], after: nil, limit: 10),
      .entries(type: "Note", buckets: [-1], after: nil, limit: 10),
      .entries(type: "Note", buckets: [1], after: nil, limit: 0),
      .entries(type: "Note", buckets: [1], after: nil, limit: 5_001),
      .entries(type: "Note", buckets: [1], after: DocumentID(""), limit: 1),
      .documents(type: "Note", ids: [DocumentID("")]),
      .documents(type: "Note", ids: (0...500).map { DocumentID("\($0)") }),
      .sums(type: String(repeating: "x", count: 400)),
    ] as [AuditQuestion])
  func refusedQuestions(question: AuditQuestion) throws {
    let message = try PeerEncoder.encode(.ask(number, question))
    #expect(throws: PeerCodecError.self) { try read(message) }
  }

  @Test("entries out of order, too many, or none with more behind them are refused")
  func refusedEntries() throws {
    func entries(_ ids: [String]) -> [AuditEntry] {
      ids.map { AuditEntry(id: DocumentID($0), hash: 1, isDeleted: false) }
    }
    for answer in [
      .entries(standing, entries(["b", "a"]), hasMore: false),
      .entries(standing, entries(["a", "a"]), hasMore: false),
      .entries(standing, [], hasMore: true),
      .entries(standing, entries((100_000...105_000).map(String.init)), hasMore: false),
    ] as [AuditAnswer] {
      let message = try PeerEncoder.encode(.answer(number, answer))
      #expect(throws: PeerCodecError.self) { try read(message) }
    }
  }

  @Test("cut payloads are refused, at every place")
  func cut() throws {
    let messages = try [
      PeerEncoder.encode(.ask(number, .entries(type: "N", buckets: [3], after: nil, limit: 9))),
      PeerEncoder.encode(
        .answer(
          number,
          .entries(
            standing, [AuditEntry(id: DocumentID("a"), hash: 7, isDeleted: false)], hasMore: false))
      ),
    ]
    for message in messages {
      for length in 0..<message.payload.count {
        let short = LinkMessage(
          message.kind, id: message.id, payload: Array(message.payload.prefix(length)))
        #expect(throws: PeerCodecError.self) { try read(short) }
      }
    }
  }

  @Test("an answer that nobody asked for, or of another kind, is out of order")
  func dialogue() throws {
    var samples = Samples(seed: 5)
    func begun() throws -> PeerDialogue {
      var dialogue = PeerDialogue()
      for message in PeerEncoder.opening { _ = try dialogue.hear(message) }
      _ = try dialogue.hear(PeerEncoder.encode(.hello(samples.hello())))
      return dialogue
    }
    let answer = try PeerEncoder.encode(.answer(number, .sums(standing, BucketSums())))
    var dialogue = try begun()
    #expect(throws: PeerCodecError.self) { try dialogue.hear(answer) }
    dialogue = try begun()
    dialogue.sent(.ask(number, .sums(type: "Note")))
    #expect(try dialogue.hear(answer) == .answer(number, .sums(standing, BucketSums())))
    #expect(throws: PeerCodecError.self) { try dialogue.hear(answer) }
    dialogue = try begun()
    dialogue.sent(.ask(number, .documents(type: "Note", ids: [])))
    #expect(throws: PeerCodecError.self) { try dialogue.hear(answer) }
  }
}
