internal import Argo
public import Documents
internal import Replication

/// What a peer says, from the messages of a link. Everything is checked: what comes out is within all limits, and its numbers
/// are numbers of the peer's catalogue, which the decoder follows as the peer tells it.
public struct PeerDecoder: Sendable {
  /// The peer's types and fields, as last told.
  public private(set) var catalog = Catalog()

  /// A decoder at the start of a link.
  public init() {}

  /// Reads a message.
  public mutating func decode(_ message: LinkMessage) throws(PeerCodecError) -> PeerInput {
    switch message.kind {
    case .subscribe: return try request(message)
    case .next: return .message(try answer(message))
    case .error where message.id >= AuditKind.firstID:
      let (_, number) = try AuditKind.read(message.id)
      let text = try Self.refusal(message.payload).text
      return .message(.answer(number, .unavailable(text)))
    case .error:
      return .message(
        .refuse(try Self.number(message), try Self.refusal(message.payload)))
    case .complete:
      let number = try Self.number(message)
      guard message.payload.isEmpty else { throw .unexpected("complete with a payload") }
      return .message(.complete(number))
    case .credit:
      return .message(.credit(try Self.number(message), pages: try Self.credit(message.payload)))
    case .ping, .pong, .goodbye:
      throw .unexpected("a message of the link itself, where one of an operation belongs")
    }
  }

  /// The subscription that a message belongs to.
  private static func number(_ message: LinkMessage) throws(PeerCodecError) -> SubscriptionNumber {
    guard message.id > PeerEncoder.firstChangesID,
      let number = UInt32(exactly: message.id - PeerEncoder.firstChangesID)
    else {
      throw .unexpected("a message of kind \(message.kind) with id \(message.id)")
    }
    return SubscriptionNumber(rawValue: number)
  }

  private static func credit(_ payload: [UInt8]) throws(PeerCodecError) -> Int {
    var position = 0
    let pages = payload.withUnsafeBytes { Documents.Varint.read($0, at: &position) }
    guard let pages, position == payload.count, (1...UInt64(PeerLimits.credit)).contains(pages)
    else {
      throw .invalid("credit", "no number of pages from 1 to \(PeerLimits.credit)")
    }
    return Int(pages)
  }

  private mutating func answer(_ message: LinkMessage) throws(PeerCodecError) -> PeerMessage {
    switch message.id {
    case PeerEncoder.helloID:
      let hello = try Self.hello(message.payload)
      catalog = hello.catalog
      return .hello(hello)
    case PeerEncoder.announcementsID:
      let announcement = try Self.announcement(message.payload)
      if let grown = announcement.catalog {
        guard grown.extends(catalog) else {
          throw .invalid("catalog", "types or fields changed their numbers or meaning")
        }
        catalog = grown
      }
      return .announce(announcement)
    case AuditKind.firstID...:
      let (kind, number) = try AuditKind.read(message.id)
      return .answer(number, try AuditDecoder.answer(kind, message.payload, catalog: catalog))
    default:
      return .page(
        try Self.number(message), try PageReader.page(message.payload, catalog: catalog))
    }
  }
}

/// Answers other than pages.
extension PeerDecoder {
  private static func hello(_ payload: [UInt8]) throws(PeerCodecError) -> Hello {
    var reader = try PayloadReader(response: payload)
    let bits64 = reader.declare("Bits64")
    let milliseconds = reader.declare("Milliseconds")
    let knowledge = reader.declare("Knowledge")
    let hello = Hello(
      mesh: MeshID(bits: try reader.bits(bits64)),
      replica: ReplicaID(bits: try reader.bits(bits64)),
      process: try reader.bits(bits64),
      name: try reader.line(.string, "name", limit: PeerLimits.nodeName),
      version: try reader.line(.string, "version", limit: PeerLimits.nodeName),
      clock: try reader.integer(milliseconds),
      catalog: try reader.catalog(),
      knowledge: try reader.knowledge(knowledge, "knowledge"),
      floor: try reader.knowledge(knowledge, "floor"),
      startsOver: try reader.boolean(), scope: try reader.scope())
    try reader.finishResponse()
    return hello
  }

  private static func announcement(_ payload: [UInt8]) throws(PeerCodecError) -> Announcement {
    var reader = try PayloadReader(response: payload)
    let bits64 = reader.declare("Bits64")
    let knowledge = reader.declare("Knowledge")
    let known = try reader.knowledge(knowledge, "knowledge")
    let count = try reader.count()
    guard count <= PeerLimits.links else {
      throw .invalid("links", "more than \(PeerLimits.links)")
    }
    var links: [ReplicaID] = []
    for _ in 0..<count {
      let link = ReplicaID(bits: try reader.bits(bits64))
      if let last = links.last, last >= link {
        throw .invalid("links", "not in ascending order")
      }
      links.append(link)
    }
    let catalog = try reader.takeNull() ? nil : try reader.catalog()
    let members = try reader.members(bits64, knowledge)
    let startsOver = try reader.boolean()
    let floor = try reader.takeNull() ? nil : try reader.knowledge(knowledge, "floor")
    try reader.finishResponse()
    return Announcement(
      knowledge: known, links: links, catalog: catalog, members: members, startsOver: startsOver,
      floor: floor)
  }
}

/// Requests and refusals.
extension PeerDecoder {
  private func request(_ message: LinkMessage) throws(PeerCodecError) -> PeerInput {
    var reader = try PayloadReader(selfDescribing: message.payload)
    var name: String?
    var variables = ChangesVariables()
    var audit = AuditVariables()
    try reader.object("request") { (reader, key) throws(PeerCodecError) in
      switch key {
      case "operationName":
        guard case .string(let range) = try reader.desc() else {
          throw .invalid("operationName", "no string")
        }
        name = reader.text(in: range)
      case "variables":
        if message.id >= AuditKind.firstID {
          try audit.read(&reader)
        } else {
          try variables.read(&reader)
        }
      default: try reader.skipDesc()
      }
    }
    try reader.finish()
    guard let name, let operation = PeerOperation(rawValue: name) else {
      let shown = PeerEncoder.cut(name ?? "", to: 64)
      throw .invalid("operationName", "there is no operation \"\(shown)\"")
    }
    switch (operation, message.id) {
    case (.hello, PeerEncoder.helloID), (.announcements, PeerEncoder.announcementsID):
      return .asks(operation)
    case (.hello, _), (.announcements, _):
      throw .unexpected("operation \(name) with id \(message.id)")
    case (.sums, AuditKind.firstID...), (.entries, AuditKind.firstID...),
      (.documents, AuditKind.firstID...):
      let (kind, number) = try AuditKind.read(message.id)
      guard kind.operation == operation else {
        throw .unexpected("operation \(name) with id \(message.id)")
      }
      return .message(.ask(number, try audit.question(kind)))
    case (.sums, _), (.entries, _), (.documents, _):
      throw .unexpected("operation \(name) with id \(message.id)")
    case (.changes, _):
      return .message(.subscribe(try Self.number(message), try variables.request()))
    }
  }

  private static func refusal(_ payload: [UInt8]) throws(PeerCodecError) -> SyncRefusal {
    var reader = try PayloadReader(selfDescribing: payload)
    guard case .list(let count) = try reader.desc(), count > 0 else {
      throw .invalid("error", "no list of errors")
    }
    var text = ""
    var code = RefusalCode.unavailable
    try reader.object("error") { (reader, key) throws(PeerCodecError) in
      switch key {
      case "message":
        guard case .string(let range) = try reader.desc() else {
          throw .invalid("error.message", "no string")
        }
        text = PeerEncoder.cut(reader.text(in: range), to: PeerLimits.errorText)
      case "extensions":
        try reader.object("error.extensions") { (reader, key) throws(PeerCodecError) in
          guard key == "code", case .string(let range) = try reader.desc() else {
            if key != "code" { return try reader.skipDesc() }
            throw .invalid("error.extensions.code", "no string")
          }
          // A code of a newer version stops the subscription like any other.
          code = RefusalCode(rawValue: reader.text(in: range)) ?? .unavailable
        }
      default: try reader.skipDesc()
      }
    }
    for _ in 1..<count { try reader.skipDesc() }
    try reader.finish()
    return code.refusal(text)
  }
}

/// The variables of `Changes`. Those that this version doesn't know are passed over.
private struct ChangesVariables {
  private var token: [UInt8]?
  private var limit: Int?
  private var credit: Int?

  mutating func read(_ reader: inout PayloadReader) throws(PeerCodecError) {
    try reader.object("variables") { (reader, key) throws(PeerCodecError) in
      switch key {
      case "lastSync":
        guard case .bytes(let range) = try reader.desc(), range.count <= PeerLimits.token else {
          throw .invalid("lastSync", "no byte string of at most \(PeerLimits.token) bytes")
        }
        token = Array(reader.bytes[range])
      case "limit": limit = try Self.number(&reader, "limit", 1...PeerLimits.pageRows)
      case "credit": credit = try Self.number(&reader, "credit", 0...PeerLimits.credit)
      default: try reader.skipDesc()
      }
    }
  }

  func request() throws(PeerCodecError) -> ChangesRequest {
    guard let token, let limit, let credit else {
      throw .invalid("variables", "lastSync, limit and credit must be there")
    }
    return ChangesRequest(token: token, pageRows: limit, credit: credit)
  }

  private static func number(
    _ reader: inout PayloadReader, _ place: String, _ range: ClosedRange<Int>
  ) throws(PeerCodecError) -> Int {
    guard case .int(let value) = try reader.desc(), let number = Int(exactly: value),
      range.contains(number)
    else {
      throw .invalid(place, "no integer from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }
}
