import Documents
import Replication

@testable import PeerWire

/// What clients and peers say to a replica.
enum ReplicationTargets {
  static let all: [FuzzTarget] = [
    FuzzTarget("last-sync", dictionary: nil, seeds: { try clientTokens().map { Array($0.utf8) } }) {
      try lastSync(String(decoding: $0, as: UTF8.self))
    },
    FuzzTarget("sync-token", seeds: peerTokens, run: syncToken),
    FuzzTarget("replica", maximumLength: 4_096, seeds: { [try conversation()] }, run: replica),
  ]

  // MARK: Tokens

  private static let bound = SampleReplica.filled.replica.model.types[0]

  private static func request(_ since: Since, _ audience: PageRequest.Audience) -> PageRequest {
    let scope = SyncScope(
      type: bound.number, fingerprint: Filter.fingerprint(nil, type: bound.model), filter: nil,
      marksLeft: false, fields: Array(bound.fields.indices))
    let isClient = audience == .client
    return PageRequest(
      since: since, audience: audience, scope: isClient ? scope : nil, mesh: SampleReplica.mesh,
      rows: 2, bytes: 1 << 20)
  }

  private static func page(_ request: PageRequest) throws -> Page? {
    let store = SampleReplica.filled.store
    return try? RoundReader.page(request, from: store.snapshot()).get()
  }

  /// Reads the rest of a round, which must end.
  private static func finish(_ page: Page, _ audience: PageRequest.Audience) throws {
    var page = page
    for _ in 0..<20 {
      try hold(page.rows.count <= 4, "a page has as many rows as were asked for, and a few more")
      let token = try hold("a token that was given out is read") {
        try SyncToken(bytes: page.token.bytes)
      }
      try hold(token == page.token, "a token is what was given out")
      if page.endsRound { return }
      page = try hold(
        try Self.page(request(.token(token), audience)), "a round goes on from its own token")
    }
    throw BrokenPromise(description: "the round does not end")
  }

  private static func lastSync(_ text: String) throws -> Bool {
    let scope = Filter.fingerprint(nil, type: bound.model)
    let since: Since
    do throws(SyncRefusal) {
      since = try LastSync.parse(text, mesh: SampleReplica.mesh, scope: scope)
    } catch {
      guard case .badToken = error else {
        throw BrokenPromise(description: "garbage is a bad token, not \(error)")
      }
      return false
    }
    guard let page = try page(request(since, .client)) else { return false }
    _ = try hold("what is given out is accepted") {
      try LastSync.parse(LastSync.text(of: page), mesh: SampleReplica.mesh, scope: scope)
    }
    try finish(page, .client)
    return true
  }

  private static func syncToken(_ bytes: [UInt8]) throws -> Bool {
    let token: SyncToken
    do throws(SyncRefusal) { token = try SyncToken(bytes: bytes) } catch { return false }
    let again = try hold("a written token is read") { try SyncToken(bytes: token.bytes) }
    try hold(again == token, "a written token is the same")
    let audience = PageRequest.Audience.peer(announced: Samples.someKnowledge, withheld: [])
    if let page = try page(request(.token(token), audience)) { try finish(page, audience) }
    return true
  }

  private static func clientTokens() throws -> [String] {
    let scope = Filter.fingerprint(nil, type: bound.model)
    var texts = ["0", "1700000000000"]
    for _ in 0..<3 {
      let since = try LastSync.parse(
        texts.count == 2 ? "0" : texts[texts.count - 1], mesh: SampleReplica.mesh, scope: scope)
      if let page = try page(request(since, .client)) { texts.append(LastSync.text(of: page)) }
    }
    return texts
  }

  private static func peerTokens() throws -> [[UInt8]] {
    var tokens = [SyncToken.beginning(mesh: SampleReplica.mesh, scope: 0)]
    tokens.append(
      SyncToken(
        mesh: SampleReplica.mesh, scope: 0, kind: .delta, knowledge: Samples.someKnowledge,
        phase: .start))
    let audience = PageRequest.Audience.peer(announced: Knowledge(), withheld: [])
    for index in 0..<4 {
      if let page = try page(request(.token(tokens[index]), audience)) { tokens.append(page.token) }
    }
    return tokens.map(\.bytes)
  }

  // MARK: Peers

  private static let link = LinkID(rawValue: 1)

  /// Whatever an authenticated peer sends, the replica goes on, claims no less than before, and says only what can be sent.
  private static func replica(_ bytes: [UInt8]) throws -> Bool {
    let (messages, _) = Samples.messages(in: bytes)
    var node = SampleReplica.filled
    var dialogue = PeerDialogue()
    let before = node.replica.knowledge
    var isOpen = true
    var isHeard = false
    func perform(_ actions: [Action]) throws {
      for action in actions {
        switch action {
        case .send(_, let message):
          dialogue.sent(message)
          _ = try hold("what a replica says can be sent") { try PeerEncoder.encode(message) }
        case .disconnect: isOpen = false
        case .reply, .pushed, .clockRepaired, .administered, .members, .read, .examine, .committed,
          .report:
          break
        }
      }
    }
    try perform(node.run([.linkOpened(link, key: "peer")]))
    for message in messages where isOpen {
      do throws(PeerCodecError) {
        guard let heard = try dialogue.hear(message) else { continue }
        isHeard = true
        do {
          try perform(node.run([.received(link, heard)]))
          if isOpen { try perform(node.pass()) }
        } catch {
          throw PeerCodecError.invalid("broken", "\(error)")
        }
      } catch .invalid("broken", let promise) {
        throw BrokenPromise(description: promise)
      } catch {
        isOpen = false
      }
    }
    _ = node.run([.linkClosed(link)])
    try hold(
      node.replica.knowledge.covers(before) || node.replica.id != SampleReplica.filled.replica.id,
      "knowledge does not go back")
    return isHeard
  }

  /// What a peer says that follows the sample, and is followed by it.
  private static func conversation() throws -> [UInt8] {
    var peer = SampleReplica(seed: 2)
    for number in 0..<3 {
      _ = peer.run([
        .mutate(
          RequestID(rawValue: 1),
          Mutation(
            kind: .create, type: "T", id: DocumentID("p\(number)"),
            fields: [FieldAssignment(field: 1, value: .int(Int64(number)))], base: nil,
            strategy: .merge))
      ])
    }
    var node = SampleReplica.filled
    var said: [PeerMessage] = []
    var toPeer = sends(node.run([.linkOpened(link, key: "peer")]))
    var toNode = sends(peer.run([.linkOpened(link, key: "node")]))
    for _ in 0..<8 {
      while !toPeer.isEmpty || !toNode.isEmpty {
        said += toNode
        let answers = sends(node.run(toNode.map { .received(link, $0) }))
        toNode = sends(peer.run(toPeer.map { .received(link, $0) }))
        toPeer = answers
      }
      toPeer = sends(node.pass())
      toNode = sends(peer.pass())
    }
    // Sums of all buckets are longer than an input may be.
    said.removeAll { if case .answer(_, .sums) = $0 { true } else { false } }
    let messages = PeerEncoder.opening + (try said.map { try PeerEncoder.encode($0) })
    return messages.flatMap(Samples.bytes(of:))
  }

  private static func sends(_ actions: [Action]) -> [PeerMessage] {
    actions.compactMap { if case .send(_, let message) = $0 { message } else { nil } }
  }
}
