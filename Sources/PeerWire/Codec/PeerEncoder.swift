internal import Argo
internal import Documents
public import Replication

/// What a replica says, as messages of a link: kind, id and payload (Docs/PROTOCOL.md).
public enum PeerEncoder {
  /// The id of `Hello`, at both sides.
  static let helloID: UInt64 = 1
  /// The id of `Announcements`, at both sides.
  static let announcementsID: UInt64 = 2
  /// What is added to the number of a subscription to get its id.
  static let firstChangesID: UInt64 = 2

  /// Answers stand in one piece, say errors elsewhere, and repeat what repeats: small to read, and nothing grows when it is read.
  static let responseHeader = ArgoHeader([
    .inlineEverything, .outOfBandFieldErrors, .selfDescribingErrors, .noDeduplication,
  ])
  /// Requests and errors describe themselves.
  static let requestHeader = ArgoHeader([.inlineEverything, .selfDescribing, .noDeduplication])

  /// The two requests that each side makes first.
  public static let opening: [LinkMessage] = [
    LinkMessage(.subscribe, id: helloID, payload: request(.hello)),
    LinkMessage(.subscribe, id: announcementsID, payload: request(.announcements)),
  ]

  /// A message in bytes.
  ///
  /// - Throws: ``PeerCodecError/invalid(_:_:)`` for a page whose rows are damaged.
  public static func encode(_ message: PeerMessage) throws(PeerCodecError) -> LinkMessage {
    switch message {
    case .hello(let hello): LinkMessage(.next, id: helloID, payload: payload(hello))
    case .announce(let announcement):
      LinkMessage(.next, id: announcementsID, payload: payload(announcement))
    case .subscribe(let number, let request):
      LinkMessage(.subscribe, id: id(number), payload: payload(request))
    case .credit(let number, let pages):
      LinkMessage(.credit, id: id(number), payload: varint(UInt64(max(pages, 0))))
    case .page(let number, let page):
      LinkMessage(.next, id: id(number), payload: try PageWriter.payload(page))
    case .refuse(let number, let refusal):
      LinkMessage(.error, id: id(number), payload: payload(refusal))
    case .complete(let number): LinkMessage(.complete, id: id(number))
    case .ask(let number, let question):
      LinkMessage(
        .subscribe, id: AuditKind(question).id(of: number), payload: payload(question))
    case .answer(let number, let answer): try AuditEncoder.message(answer, number)
    }
  }

  private static func id(_ number: SubscriptionNumber) -> UInt64 {
    UInt64(number.rawValue) + firstChangesID
  }

  // MARK: Requests

  static func request(
    _ operation: PeerOperation,
    _ variables: (inout ArgoMessageWriter) -> Void = {
      $0.beginDescObject(count: 0)
    }
  ) -> [UInt8] {
    var writer = ArgoMessageWriter(header: requestHeader)
    writer.beginDescObject(count: 2)
    writer.writeDescKey("operationName")
    writer.writeDesc(operation.rawValue)
    writer.writeDescKey("variables")
    variables(&writer)
    return writer.finish()
  }

  private static func payload(_ changes: ChangesRequest) -> [UInt8] {
    request(.changes) { writer in
      writer.beginDescObject(count: 3)
      writer.writeDescKey("lastSync")
      writer.writeDesc(changes.token)
      writer.writeDescKey("limit")
      writer.writeDesc(Int64(changes.pageRows))
      writer.writeDescKey("credit")
      writer.writeDesc(Int64(changes.credit))
    }
  }

  static func payload(_ refusal: SyncRefusal) -> [UInt8] {
    let (code, text) = RefusalCode.parts(of: refusal)
    var writer = ArgoMessageWriter(header: requestHeader)
    writer.beginDescList(count: 1)
    writer.beginDescObject(count: 2)
    writer.writeDescKey("message")
    writer.writeDesc(cut(text, to: PeerLimits.errorText))
    writer.writeDescKey("extensions")
    writer.beginDescObject(count: 1)
    writer.writeDescKey("code")
    writer.writeDesc(code.rawValue)
    return writer.finish()
  }

  // MARK: Answers

  private static func payload(_ hello: Hello) -> [UInt8] {
    var writer = ArgoMessageWriter(header: responseHeader)
    let bits64 = writer.declare("Bits64")
    let milliseconds = writer.declare("Milliseconds")
    let knowledge = writer.declare("Knowledge")
    writer.writeNonNull()
    for bits in [hello.mesh.bits, hello.replica.bits, hello.process] {
      write(bits, to: bits64, &writer)
    }
    writer.writeString(cut(hello.name, to: PeerLimits.nodeName), to: .string)
    writer.writeString(cut(hello.version, to: PeerLimits.nodeName), to: .string)
    writer.writeVarint(hello.clock, to: milliseconds)
    write(hello.catalog, &writer)
    writer.writeBytes(KnowledgeCoding.encode(hello.knowledge), to: knowledge)
    writer.writeBytes(KnowledgeCoding.encode(hello.floor), to: knowledge)
    writer.writeBoolean(hello.startsOver)
    switch hello.scope {
    case .everything: writer.writeNull()
    case .types(let types):
      let filter = writer.declare("ScopeFilter")
      writer.writeCount(types.count)
      for type in types {
        writer.writeString(type.name, to: .string)
        if let bytes = type.filter?.bytes {
          writer.writeBytes(bytes, to: filter)
        } else {
          writer.writeNull()
        }
      }
    }
    writer.writeAbsent()
    return writer.finish()
  }

  private static func payload(_ announcement: Announcement) -> [UInt8] {
    var writer = ArgoMessageWriter(header: responseHeader)
    let bits64 = writer.declare("Bits64")
    let knowledge = writer.declare("Knowledge")
    writer.writeNonNull()
    writer.writeBytes(KnowledgeCoding.encode(announcement.knowledge), to: knowledge)
    writer.writeCount(announcement.links.count)
    for link in announcement.links { write(link.bits, to: bits64, &writer) }
    if let catalog = announcement.catalog {
      write(catalog, &writer)
    } else {
      writer.writeNull()
    }
    let milliseconds = writer.declare("Milliseconds")
    let members = announcement.members.prefix(PeerLimits.links)
    writer.writeCount(members.count)
    for news in members {
      write(news.replica.bits, to: bits64, &writer)
      writer.writeBytes(KnowledgeCoding.encode(news.knowledge), to: knowledge)
      writer.writeVarint(news.silence, to: milliseconds)
    }
    writer.writeBoolean(announcement.startsOver)
    if let floor = announcement.floor {
      writer.writeBytes(KnowledgeCoding.encode(floor), to: knowledge)
    } else {
      writer.writeNull()
    }
    writer.writeAbsent()
    return writer.finish()
  }

  private static func write(_ catalog: Catalog, _ writer: inout ArgoMessageWriter) {
    let merge = writer.declare("Merge")
    writer.writeCount(catalog.types.count)
    for type in catalog.types {
      writer.writeString(type.name, to: .string)
      writer.writeString(type.merge.rawValue, to: merge)
      writer.writeCount(type.fields.count)
      for field in type.fields {
        writer.writeString(field.name, to: .string)
        writer.writeString(field.type, to: .string)
      }
    }
  }

  static func write(
    _ bits: UInt64, to block: ArgoBlock, _ writer: inout ArgoMessageWriter
  ) {
    withUnsafeBytes(of: bits.bigEndian) { writer.writeFixed($0, to: block) }
  }

  /// Text in one line of at most `limit` bytes, cut at a character.
  static func cut(_ text: String, to limit: Int) -> String {
    var line = String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }))
    while line.utf8.count > limit { line.removeLast() }
    return line
  }
}
