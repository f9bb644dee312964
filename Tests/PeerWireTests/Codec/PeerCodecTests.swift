import Argo
import Documents
import Replication
import Testing

@testable import PeerWire

@Suite("Peer messages in bytes")
struct PeerCodecTests {
  @Test("every message comes back as it was said", arguments: 0..<60 as Range<UInt64>)
  func roundTrip(seed: UInt64) throws {
    var samples = Samples(seed: seed)
    var decoder = PeerDecoder()
    let hello = samples.hello()
    #expect(
      try decoder.decode(PeerEncoder.encode(.hello(hello))) == .message(.hello(hello)))
    #expect(decoder.catalog == hello.catalog)
    for message in samples.messages(hello.catalog) {
      let decoded = try decoder.decode(PeerEncoder.encode(message))
      guard case .page(let number, let page) = message else {
        #expect(decoded == .message(message))
        continue
      }
      guard case .message(.page(number, let copy)) = decoded else {
        Issue.record("a page became \(decoded)")
        continue
      }
      #expect(PlainPage(copy) == PlainPage(page))
      #expect(PlainPage(copy) != nil)
      #expect(copy.changes.rows.allSatisfy { copy.changes.isWellFormed($0) })
      let named = Set(
        page.changes.rows.flatMap { row in
          (page.changes.stamps(of: row) ?? Stamps()).groups.flatMap {
            [$0.version.replica] + $0.seen.entries.map(\.replica)
          }
        })
      #expect(Set(copy.changes.replicas) == named, "the table has what is used, and no more")
    }
  }

  @Test("each side opens with its two requests")
  func opening() throws {
    var decoder = PeerDecoder()
    #expect(
      try PeerEncoder.opening.map { try decoder.decode($0) }
        == [.asks(.hello), .asks(.announcements)])
  }

  @Test(
    "a page decodes with a general Argo decoder into the tree that the schema promises",
    arguments: 0..<40 as Range<UInt64>)
  func pagesAreArgo(seed: UInt64) throws {
    var samples = Samples(seed: seed)
    let catalog = samples.catalog()
    let page = samples.page(catalog, rows: samples.number(0...30))
    let payload = try PeerEncoder.encode(.page(SubscriptionNumber(rawValue: 1), page)).payload
    let codec = try ArgoCodec(PeerOperation.changes.responseType)
    let tree = try codec.decode(payload)
    var decoder = PeerDecoder()
    var hello = samples.hello()
    hello.catalog = catalog
    _ = try decoder.decode(PeerEncoder.encode(.hello(hello)))
    #expect(tree == Trees.response("changes", try Trees.tree(of: page)))

    // And the other way round: what any Argo encoder makes of the tree is the same page, with blocks as well as inline.
    for modes: ArgoModes in [
      [.inlineEverything, .outOfBandFieldErrors, .selfDescribingErrors, .noDeduplication],
      [.outOfBandFieldErrors, .selfDescribingErrors, .noDeduplication],
      [.noDeduplication, .nullTerminatedStrings],
    ] {
      let other = try codec.encode(tree, header: ArgoHeader(modes))
      let decoded = try decoder.decode(LinkMessage(.next, id: 3, payload: other))
      guard case .message(.page(_, let copy)) = decoded else {
        Issue.record("a page became \(decoded)")
        continue
      }
      #expect(PlainPage(copy) == PlainPage(page))
      if modes.contains(.inlineEverything) { #expect(other == payload) }
    }
  }

  @Test(
    "hello and announcements decode with a general Argo decoder", arguments: 0..<20 as Range<UInt64>
  )
  func answersAreArgo(seed: UInt64) throws {
    var samples = Samples(seed: seed)
    let hello = samples.hello()
    #expect(
      try ArgoCodec(PeerOperation.hello.responseType).decode(
        PeerEncoder.encode(.hello(hello)).payload) == Trees.response("hello", Trees.tree(of: hello))
    )
    for catalog in [nil, hello.catalog] {
      let announcement = Announcement(
        knowledge: hello.knowledge, links: [ReplicaID(bits: 1), ReplicaID(bits: .max)],
        catalog: catalog, floor: catalog.map { _ in hello.floor })
      #expect(
        try ArgoCodec(PeerOperation.announcements.responseType).decode(
          PeerEncoder.encode(.announce(announcement)).payload)
          == Trees.response("announcements", Trees.tree(of: announcement)))
    }
  }

  @Test("a row of 200 bytes costs at most 40 bytes more on the wire")
  func overhead() throws {
    let fields = 8
    let replica = ReplicaID(bits: 7)
    var batch = ChangeBatch()
    var payloadSize = 0
    for row in 0..<1_000 {
      let stamp = Stamp(
        version: Version(
          timestamp: Timestamp(milliseconds: 1_790_000_000_000 + Int64(row)), replica: replica))
      let id = "0190f5a4-7c3e-7000-8000-\(100_000_000_000 + row)"
      let values = (0..<fields).map { String(repeating: "v", count: 10 + $0 * 3) }
      payloadSize += id.utf8.count + values.reduce(0) { $0 + $1.utf8.count }
      batch.append(
        DocumentState(
          id: DocumentID(id), createdAt: stamp.version.timestamp, isDeleted: false,
          values: values.map { .string($0) }, stamps: Stamps(uniform: stamp, slotCount: fields + 2)),
        type: TypeNumber(rawValue: 0), sequence: .zero)
    }
    let page = ChangePage(
      changes: batch, token: [], knowledge: Knowledge(), claim: nil, floor: Knowledge(),
      hasMore: false)
    let message = try PeerEncoder.encode(.page(SubscriptionNumber(rawValue: 1), page))
    let overhead = Double(message.payload.count - payloadSize) / 1_000
    #expect(overhead <= 40, "\(overhead) bytes a document")
  }

  @Test("a catalogue that grew is followed, one that changed is refused")
  func catalogs() throws {
    var samples = Samples(seed: 1)
    var decoder = PeerDecoder()
    var hello = samples.hello()
    let name = CatalogField(name: "name", type: "String")
    let age = CatalogField(name: "age", type: "Int")
    hello.catalog = Catalog(types: [CatalogType(name: "User", merge: .field, fields: [name])])
    _ = try decoder.decode(PeerEncoder.encode(.hello(hello)))
    let grown = Catalog(types: [
      CatalogType(name: "User", merge: .field, fields: [name, age]),
      CatalogType(name: "Group", merge: .document, fields: []),
    ])
    func announce(_ catalog: Catalog) throws(PeerCodecError) -> LinkMessage {
      try PeerEncoder.encode(
        .announce(Announcement(knowledge: Knowledge(), links: [], catalog: catalog)))
    }
    _ = try decoder.decode(announce(grown))
    #expect(decoder.catalog == grown)
    for changed in [
      hello.catalog, Catalog(),
      Catalog(types: [
        CatalogType(name: "User", merge: .field, fields: [age, name]), grown.types[1],
      ]),
      Catalog(types: [
        CatalogType(name: "User", merge: .document, fields: [name, age]), grown.types[1],
      ]),
    ] {
      #expect(throws: PeerCodecError.self) { try decoder.decode(announce(changed)) }
    }
    #expect(decoder.catalog == grown)
  }
}
