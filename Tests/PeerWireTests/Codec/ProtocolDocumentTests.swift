import Documents
import Glibc
import Replication
import Testing

@testable import PeerWire

/// Docs/PROTOCOL.md as text; nil where the tests are built apart from it.
private let protocolPage: String? = {
  var folder = #filePath
  if let real = realpath(#filePath, nil) {
    folder = String(cString: real)
    free(real)
  }
  while let slash = folder.lastIndex(of: "/") {
    folder = String(folder[..<slash])
    guard let file = fopen(folder + "/Docs/PROTOCOL.md", "r") else { continue }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    while true {
      let byte = getc(file)
      guard byte >= 0 else { return String(decoding: bytes, as: UTF8.self) }
      bytes.append(UInt8(truncatingIfNeeded: byte))
    }
  }
  return nil
}()

/// The examples of Docs/PROTOCOL.md: what is said, and its payload as the page prints it.
private enum Example {
  static let replica = ReplicaID(bits: 0x1111_1111_1111_1111)
  static let other = ReplicaID(bits: 0x2222_2222_2222_2222)

  static func version(_ milliseconds: Int64, _ replica: ReplicaID) -> Version {
    Version(timestamp: Timestamp(milliseconds: milliseconds), replica: replica)
  }

  static let hello = Hello(
    mesh: MeshID(bits: 0x0123_4567_89AB_CDEF), replica: replica, process: 0x4242_4242_4242_4242,
    name: "berlin", version: "0.1.0", clock: 1_790_000_000_000,
    catalog: Catalog(types: [
      CatalogType(
        name: "Note", merge: .field,
        fields: [
          CatalogField(name: "text", type: "String"), CatalogField(name: "tags", type: "[String]"),
          CatalogField(name: "stars", type: "Int"),
        ])
    ]),
    knowledge: Knowledge([version(1_790_000_000_002, replica), version(1_790_000_000_001, other)]),
    floor: Knowledge())

  /// Two notes: one as it was created; one whose text was changed later by another replica, which had seen the first version.
  static var page: ChangePage {
    var changes = ChangeBatch()
    let created = Stamp(version: version(1_790_000_000_000, replica))
    let edited = Stamp(
      version: version(1_790_000_000_001, other), seen: Knowledge([created.version]))
    changes.append(
      DocumentState(
        id: DocumentID("a"), createdAt: created.version.timestamp, isDeleted: false,
        values: [.string("milk"), .list([.string("food"), .null]), .int(3)],
        stamps: Stamps(uniform: created, slotCount: 5)),
      type: TypeNumber(rawValue: 0), sequence: .zero)
    changes.append(
      DocumentState(
        id: DocumentID("b"), createdAt: created.version.timestamp, isDeleted: true,
        values: [.string("bread"), nil, .null],
        stamps: Stamps(slots: [created, edited, edited, nil, created])),
      type: TypeNumber(rawValue: 0), sequence: .zero)
    return ChangePage(
      changes: changes, token: [0xAA, 0xBB], knowledge: hello.knowledge, claim: hello.knowledge,
      floor: Knowledge(), hasMore: false)
  }

  static func messages() throws -> [(title: String, message: LinkMessage)] {
    let first = SubscriptionNumber(rawValue: 1)
    return [
      ("subscribe, id 1: Hello", PeerEncoder.opening[0]),
      ("subscribe, id 2: Announcements", PeerEncoder.opening[1]),
      ("next, id 1: hello", try PeerEncoder.encode(.hello(hello))),
      (
        "next, id 2: announcements",
        try PeerEncoder.encode(
          .announce(Announcement(knowledge: hello.knowledge, links: [other])))
      ),
      (
        "subscribe, id 3: Changes",
        try PeerEncoder.encode(
          .subscribe(first, ChangesRequest(token: [0xAA, 0xBB], pageRows: 5_000, credit: 2)))
      ),
      ("next, id 3: a page", try PeerEncoder.encode(.page(first, page))),
      ("credit, id 3: one page more", try PeerEncoder.encode(.credit(first, pages: 1))),
      (
        "error, id 3",
        try PeerEncoder.encode(.refuse(first, .resyncRequired("below the floor")))
      ),
    ]
  }

  /// 32 bytes a line.
  static func text(_ title: String, _ message: LinkMessage) -> String {
    var text = title
    for (index, byte) in message.payload.enumerated() {
      if index % 32 == 0 { text += "\n  " }
      text += (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
    return text
  }
}

@Suite("Docs/PROTOCOL.md")
struct ProtocolDocumentTests {
  @Test(
    "prints the peer schema and the operations as they are",
    .enabled(if: protocolPage != nil, "Docs/PROTOCOL.md is not beside these tests"))
  func schema() throws {
    let page = try #require(protocolPage)
    #expect(page.contains("```graphql\n" + PeerSchema.text + "```"))
    for operation in PeerOperation.allCases {
      #expect(page.contains("```graphql\n" + operation.text + "```"), "\(operation.rawValue)")
    }
  }

  @Test(
    "prints the example's payloads as they are",
    .enabled(if: protocolPage != nil, "Docs/PROTOCOL.md is not beside these tests"))
  func example() throws {
    let page = try #require(protocolPage)
    for (title, message) in try Example.messages() {
      let text = Example.text(title, message)
      #expect(page.contains(text + "\n"), "\n\(text)")
    }
  }

  @Test("the example's payloads are read as what they say")
  func reading() throws {
    var decoder = PeerDecoder()
    let inputs = try Example.messages().map { try decoder.decode($0.message) }
    #expect(inputs[0] == .asks(.hello) && inputs[1] == .asks(.announcements))
    #expect(inputs[2] == .message(.hello(Example.hello)))
    guard case .message(.page(_, let page)) = inputs[5] else {
      return #expect(Bool(false), "no page")
    }
    #expect(PlainPage(page) == PlainPage(Example.page))
  }
}
