import Noise
import Testing

@testable import PeerWire

/// Two machines on the two ends of one connection, and what they said.
struct LinkPair {
  static let secret = Array("a secret of sixteen bytes or more".utf8)

  var dialler: LinkMachine
  var listener: LinkMachine
  /// Bytes on their way.
  var toListener: [UInt8] = []
  var toDialler: [UInt8] = []
  /// Everything but the bytes, in order.
  var diallerSaid: [LinkAction] = []
  var listenerSaid: [LinkAction] = []
  var now = MonotonicTime(milliseconds: 1_000)

  static let diallerKey = key(1)
  static let listenerKey = key(2)

  static func key(_ seed: UInt64) -> KeyPair {
    var random = SeededGenerator(seed: seed)
    return KeyPair(random: &random)
  }

  init(
    secrets: ([UInt8], [UInt8]) = (secret, secret), limits: LinkLimits = LinkLimits(),
    expecting: PublicKey? = nil, seed: UInt64 = 5
  ) throws {
    var random = SeededGenerator(seed: seed)
    dialler = LinkMachine(
      .dialler,
      LinkConfiguration(
        staticKey: Self.diallerKey, secret: try #require(MeshSecret(secrets.0)), limits: limits),
      expecting: expecting, random: &random)
    listener = LinkMachine(
      .listener,
      LinkConfiguration(
        staticKey: Self.listenerKey, secret: try #require(MeshSecret(secrets.1)), limits: limits),
      random: &random)
  }

  /// Starts both, and carries bytes until nobody says any more.
  mutating func connect() {
    start()
    settle()
  }

  mutating func start() {
    listenerDid(listener.start(at: now))
    diallerDid(dialler.start(at: now))
  }

  mutating func settle() {
    while !toListener.isEmpty || !toDialler.isEmpty {
      carryToListener()
      carryToDialler()
    }
  }

  mutating func carryToListener() {
    let bytes = toListener
    toListener = []
    if !bytes.isEmpty { listenerDid(listener.received(bytes, at: now)) }
  }

  mutating func carryToDialler() {
    let bytes = toDialler
    toDialler = []
    if !bytes.isEmpty { diallerDid(dialler.received(bytes, at: now)) }
  }

  mutating func diallerDid(_ actions: [LinkAction]) {
    for action in actions {
      if case .write(let bytes) = action {
        toListener += bytes
        diallerSaid += dialler.wrote(bytes.count)
      } else {
        diallerSaid.append(action)
      }
    }
  }

  mutating func listenerDid(_ actions: [LinkAction]) {
    for action in actions {
      if case .write(let bytes) = action {
        toDialler += bytes
        listenerSaid += listener.wrote(bytes.count)
      } else {
        listenerSaid.append(action)
      }
    }
  }

  mutating func diallerSends(_ messages: [LinkMessage]) throws {
    diallerDid(try dialler.send(messages, at: now))
  }

  mutating func listenerSends(_ messages: [LinkMessage]) throws {
    listenerDid(try listener.send(messages, at: now))
  }

  mutating func pass(milliseconds: UInt64) {
    now = now.advanced(byMilliseconds: milliseconds)
  }

  /// What each side says first on a connection with nothing wrong.
  static func established(_ pair: LinkPair) throws -> (dialler: LinkAction, listener: LinkAction) {
    let link = try #require(pair.dialler.peer).link
    return (
      .established(LinkPeer(key: listenerKey.publicKey, link: link)),
      .established(LinkPeer(key: diallerKey.publicKey, link: link))
    )
  }
}

extension [LinkAction] {
  /// How the link ended, if it did.
  var end: LinkEnd? {
    for action in self { if case .closed(let end) = action { return end } }
    return nil
  }

  /// The messages that arrived.
  var messages: [LinkMessage] {
    compactMap { if case .received(let message) = $0 { message } else { nil } }
  }

  /// The bytes to write.
  var written: [UInt8] {
    flatMap { action -> [UInt8] in if case .write(let bytes) = action { bytes } else { [] } }
  }
}
