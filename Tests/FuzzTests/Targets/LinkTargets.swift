import Documents
import Noise
import Replication

@testable import PeerWire

/// Links between peers: frames, messages, the handshake, payloads.
enum LinkTargets {
  static let all: [FuzzTarget] = [
    FuzzTarget(
      "link-frames",
      seeds: {
        [[3, 0, 16] + Array(repeating: 7, count: 16) + [0, 17] + Array(repeating: 9, count: 17)]
      },
      run: frames),
    FuzzTarget(
      "link-messages",
      seeds: { [[5] + sampleMessages.flatMap(Samples.bytes(of:))] }, run: messages),
    FuzzTarget("link-handshake", seeds: { [[0], [1]] }, run: handshake),
    FuzzTarget(
      "peer-messages", maximumLength: 2_048, seeds: { try peerMessages() }, run: peerMessages),
    FuzzTarget(
      "peer-address", maximumLength: 128, texts: ["node:4001", "[::1]:65535", "127.0.0.1:1"]
    ) { text in
      guard let address = PeerAddress(text) else { return false }
      try hold(PeerAddress(address.description) == address, "a printed address is read")
      return true
    },
  ]

  // MARK: Frames and messages

  /// The first byte says in pieces of which size the others arrive.
  private static func frames(_ input: [UInt8]) throws -> Bool {
    guard let first = input.first else { return false }
    let bytes = Array(input.dropFirst())
    let whole = decodeFrames(bytes, pieces: max(bytes.count, 1))
    let cut = decodeFrames(bytes, pieces: Int(first % 40) + 1)
    try hold(whole.frames == cut.frames, "frames are the same in whatever pieces they arrive")
    try hold(whole.error == cut.error, "and so is what is wrong")
    try hold(
      whole.frames.allSatisfy { (FrameDecoder.minimum...FrameDecoder.handshakeLimit) ~= $0.count },
      "frames are as long as is allowed")
    return !whole.frames.isEmpty
  }

  private static func decodeFrames(
    _ bytes: [UInt8], pieces: Int
  ) -> (frames: [[UInt8]], error: LinkError?) {
    var decoder = FrameDecoder()
    var frames: [[UInt8]] = []
    for start in stride(from: 0, to: bytes.count, by: pieces) {
      let piece = Array(bytes[start..<min(start + pieces, bytes.count)])
      var result: Result<Void, LinkError> = .success(())
      piece.withUnsafeBytes { piece in
        result = Result { () throws(LinkError) in
          var piece = piece
          while let frame = try decoder.next(&piece) {
            frames.append(frame.withUnsafeBytes { Array($0) })
          }
        }
      }
      if case .failure(let error) = result { return (frames, error) }
    }
    return (frames, nil)
  }

  private static let sampleMessages = [
    LinkMessage(.ping, id: 0, payload: [1, 2]), LinkMessage(.subscribe, id: 3, payload: [9]),
    LinkMessage(.next, id: 300, payload: Array(repeating: 5, count: 130)),
    LinkMessage(.goodbye, id: 0, payload: [0]), LinkMessage(.complete, id: .max),
  ]

  private static func messages(_ input: [UInt8]) throws -> Bool {
    guard let first = input.first else { return false }
    let bytes = Array(input.dropFirst())
    let whole = Samples.messages(in: bytes)
    let cut = Samples.messages(in: bytes, pieces: Int(first % 40) + 1)
    try hold(whole.messages == cut.messages, "messages are the same however they are framed")
    try hold(whole.error == cut.error, "and so is what is wrong")
    let again = whole.messages.flatMap(Samples.bytes(of:))
    try hold(bytes.starts(with: again), "a message has one form")
    for message in whole.messages where message.kind == .goodbye {
      guard let goodbye = try? Goodbye(payload: message.payload) else { continue }
      try hold(goodbye.payload.count <= Goodbye.maximumPayload, "a goodbye is short")
    }
    return !whole.messages.isEmpty
  }

  // MARK: Handshake

  /// Two ends shake hands over somebody who changes bytes: the first byte of the input says how, the others are what bytes are changed
  /// by, or what they are replaced by.
  private static func handshake(_ input: [UInt8]) throws -> Bool {
    var random = SplitMix64(state: 5)
    guard let first = input.first, let secret = MeshSecret(Array("a secret of the mesh".utf8)),
      let key = PrivateKey(bytes: [UInt8](repeating: 1, count: 32)),
      let other = PrivateKey(bytes: [UInt8](repeating: 2, count: 32))
    else { return false }
    let replaces = first & 1 == 1
    var dialler = LinkMachine(
      .dialler, LinkConfiguration(staticKey: KeyPair(key), secret: secret), random: &random)
    var listener = LinkMachine(
      .listener, LinkConfiguration(staticKey: KeyPair(other), secret: secret), random: &random)
    let now = MonotonicTime(milliseconds: 1)
    var changes = input.dropFirst()
    var isAltered = (toDialler: false, toListener: false)
    /// What arrives of what one end does.
    func arriving(_ actions: [LinkAction], _ isAltered: inout Bool) -> [UInt8] {
      var bytes = actions.flatMap { if case .write(let bytes) = $0 { bytes } else { [UInt8]() } }
      for index in bytes.indices {
        guard let change = changes.popFirst() else { break }
        let altered = replaces ? change : bytes[index] ^ change
        if altered != bytes[index] { isAltered = true }
        bytes[index] = altered
      }
      return bytes
    }
    var toDialler = arriving(listener.start(at: now), &isAltered.toDialler)
    var toListener = arriving(dialler.start(at: now), &isAltered.toListener)
    while !toListener.isEmpty || !toDialler.isEmpty {
      let listenerDid = listener.received(toListener, at: now)
      let diallerDid = dialler.received(toDialler, at: now)
      try hold(
        !isAltered.toListener || !isEstablished(listenerDid), "a listener notices what was changed")
      try hold(
        !isAltered.toDialler || !isEstablished(diallerDid), "a dialler notices what was changed")
      toDialler = arriving(listenerDid, &isAltered.toDialler)
      toListener = arriving(diallerDid, &isAltered.toListener)
    }
    let isDone = dialler.peer != nil && listener.peer != nil
    try hold(
      isDone || isAltered.toDialler || isAltered.toListener,
      "two ends with one secret find together")
    return isDone
  }

  private static func isEstablished(_ actions: [LinkAction]) -> Bool {
    actions.contains { if case .established = $0 { true } else { false } }
  }

  // MARK: Payloads

  private static let peerHello = Hello(
    mesh: SampleReplica.mesh, replica: Samples.replicas[0], process: 1, name: "peer",
    version: "0.1.0",
    clock: 1_800_000_000_000, catalog: Catalog(types: [Samples.catalogType]),
    knowledge: Samples.someKnowledge,
    floor: Knowledge())

  /// The messages behind a hello.
  private static func peerMessages(_ bytes: [UInt8]) throws -> Bool {
    let (messages, _) = Samples.messages(in: bytes)
    var decoder = PeerDecoder()
    _ = try hold("a hello is read") { try decoder.decode(PeerEncoder.encode(.hello(peerHello))) }
    var isTaken = false
    for message in messages {
      do throws(PeerCodecError) {
        let input = try decoder.decode(message)
        isTaken = true
        guard case .message(let heard) = input else { continue }
        try same(heard, decoder)
      } catch .invalid("promise", let promise) {
        throw BrokenPromise(description: promise)
      } catch {}
    }
    return isTaken
  }

  /// What was read can be said again, and means the same.
  private static func same(_ heard: PeerMessage, _ decoder: PeerDecoder) throws(PeerCodecError) {
    if case .page(_, let page) = heard {
      // A row that is not well-formed refuses its page, in the replica.
      guard page.changes.rows.allSatisfy({ page.changes.isWellFormed($0) }) else { return }
    }
    if case .answer(_, .documents(let page)) = heard {
      guard page.changes.rows.allSatisfy({ page.changes.isWellFormed($0) }) else { return }
    }
    var decoder = decoder
    let again: PeerInput
    do throws(PeerCodecError) {
      again = try decoder.decode(PeerEncoder.encode(heard))
    } catch {
      throw .invalid("promise", "what was read can be said: \(heard), \(error)")
    }
    guard case .message(let copy) = again, plain(copy) == plain(heard) else {
      throw .invalid("promise", "what is said is what was read: \(heard), \(again)")
    }
  }

  /// A message whose rows do not depend on the numbers that a page gives replicas.
  private static func plain(_ message: PeerMessage) -> [AnyHashable?] {
    switch message {
    case .page(let number, let page): [number] + plain(page)
    case .answer(let number, .documents(let page)): [number] + plain(page)
    case .hello, .announce, .subscribe, .credit, .refuse, .complete, .ask, .answer: [message]
    }
  }

  private static func plain(_ page: ChangePage) -> [AnyHashable?] {
    page.changes.rows.map { row in
      [row.type, row.updatedAt, page.changes.state(of: row)] as [AnyHashable?]
    } + [page.token, page.knowledge, page.claim, page.floor, page.hasMore]
  }

  private static func peerMessages() throws -> [[UInt8]] {
    var batch = ChangeBatch()
    batch.append(
      DocumentState(
        id: DocumentID("d"), createdAt: Samples.version(0, 5).timestamp, isDeleted: false,
        values: [.string("text"), .int(3), .list([.string("a")])],
        stamps: Stamps(
          uniform: Stamp(version: Samples.version(0, 5), seen: Knowledge([Samples.version(1, 3)])),
          slotCount: 5)),
      type: TypeNumber(rawValue: 0), sequence: .zero)
    let page = ChangePage(
      changes: batch, token: [1, 2, 3], knowledge: Samples.someKnowledge,
      claim: Samples.someKnowledge,
      floor: Knowledge(), hasMore: true)
    let number = SubscriptionNumber(rawValue: 1)
    let question = AuditNumber(rawValue: 1)
    let standing = AuditStanding(
      knowledge: Samples.someKnowledge, floor: Knowledge(), isAhead: false)
    let messages: [PeerMessage] = [
      .page(number, page), .hello(peerHello),
      .announce(
        Announcement(
          knowledge: Samples.someKnowledge, links: [Samples.replicas[0]],
          catalog: peerHello.catalog,
          floor: Samples.someKnowledge)),
      .subscribe(number, ChangesRequest(token: [1], pageRows: 5, credit: 2)),
      .credit(number, pages: 3), .refuse(number, .resyncRequired("text")), .complete(number),
      .ask(question, .sums(type: "T")),
      .ask(question, .entries(type: "T", buckets: [1, 5], after: DocumentID("a"), limit: 9)),
      .ask(question, .documents(type: "T", ids: [DocumentID("a")])),
      .answer(
        question,
        .entries(
          standing, [AuditEntry(id: DocumentID("a"), hash: 7, isDeleted: true)], hasMore: true)
      ), .answer(question, .documents(page)), .answer(question, .unavailable("why")),
    ]
    return try messages.map { Samples.bytes(of: try PeerEncoder.encode($0)) }
  }
}
