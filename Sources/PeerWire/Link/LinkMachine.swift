public import Noise

/// One link between two nodes, as a state machine: bytes, messages and time go in, actions come out.
///
/// The driver calls `start` once the connection stands, gives every byte that arrives to
/// `received`, reports written bytes with `wrote` and the connection's end with `transportEnded`,
/// and calls `timerFired` when `deadline` has come. It performs the actions in their order. After
/// `LinkAction.closed`, which comes exactly once, every input is ignored.
///
/// The handshake is `Noise_XXpsk3_25519_ChaChaPoly_SHA256`; `Docs/PROTOCOL.md` has the bytes.
public struct LinkMachine: Sendable {
  /// Which side of the connection this is.
  public enum Role: Hashable, Sendable {
    /// Opened the connection; the initiator of the handshake.
    case dialler
    /// Accepted the connection.
    case listener
  }

  enum State: Sendable {
    /// Made, not started. Then: `awaitingSecond` (dialler), `awaitingFirst` (listener), `closed`.
    case idle(HandshakeState)
    /// The listener waits for the first handshake message. Then: `awaitingThird`, `closed`.
    case awaitingFirst(HandshakeState, until: MonotonicTime)
    /// The dialler waits for the second handshake message. Then: `awaitingAcceptance`, `closed`.
    case awaitingSecond(HandshakeState, until: MonotonicTime)
    /// The listener waits for the third handshake message. Then: `established`, `closed`.
    case awaitingThird(HandshakeState, until: MonotonicTime)
    /// The dialler has said all, and waits for the first frame, by which the listener shows that it
    /// has the same secret. Then: `established`, `closed`.
    case awaitingAcceptance(LinkSession, until: MonotonicTime)
    /// Messages flow. Then: `closed`.
    case established(LinkSession)
    /// Over. The last state.
    case closed
  }

  /// The side of the connection.
  public let role: Role
  let limits: LinkLimits
  let expectedPeer: PublicKey?
  var state: State
  var frames = FrameDecoder()
  var messages: MessageDecoder

  /// How many bytes were given out to write, and not yet reported as written.
  public internal(set) var unsentBytes = 0
  var roomIsWanted = false

  /// A link on a new connection.
  ///
  /// - Parameters:
  ///   - expecting: the key that a dialled node must have, if that is known.
  ///   - random: gives the handshake's ephemeral key; must be fit for cryptography, except in
  ///     simulations.
  public init(
    _ role: Role, _ configuration: LinkConfiguration, expecting: PublicKey? = nil,
    random: inout some RandomNumberGenerator
  ) {
    self.role = role
    limits = configuration.limits
    expectedPeer = expecting
    messages = MessageDecoder(maximumPayload: limits.maximumPayload)
    state = .idle(
      HandshakeState(
        .xxpsk3, hash: .sha256, role: role == .dialler ? .initiator : .responder,
        prologue: Array("deltamesh/1".utf8), staticKey: configuration.staticKey,
        presharedKey: configuration.secret.presharedKey, random: &random))
  }

  /// Starts the handshake, and its clock.
  public mutating func start(at now: MonotonicTime) -> [LinkAction] {
    guard case .idle(var handshake) = state else {
      if case .closed = state { return [] }
      preconditionFailure("a link starts once")
    }
    let until = now.advanced(byMilliseconds: limits.handshakeTimeoutMilliseconds)
    var actions: [LinkAction] = []
    switch role {
    case .listener: state = .awaitingFirst(handshake, until: until)
    case .dialler:
      do throws(LinkError) {
        let message = try Self.write(&handshake)
        state = .awaitingSecond(handshake, until: until)
        write(FrameEncoder.plain(message), &actions)
      } catch {
        fail(error, at: now, &actions)
      }
    }
    return actions
  }

  /// Takes bytes that arrived, in any pieces.
  public mutating func received(
    _ bytes: UnsafeRawBufferPointer, at now: MonotonicTime
  ) -> [LinkAction] {
    var actions: [LinkAction] = []
    var rest = bytes
    do throws(LinkError) {
      while !isClosed, let frame = try frames.next(&rest) {
        try take(frame, at: now, &actions)
      }
    } catch {
      fail(error, at: now, &actions)
    }
    return actions
  }

  /// Takes bytes that arrived, in any pieces.
  public mutating func received(_ bytes: [UInt8], at now: MonotonicTime) -> [LinkAction] {
    bytes.withUnsafeBytes { received($0, at: now) }
  }

  /// Sends messages of operations, all or none. Several at once share frames.
  ///
  /// The link's own kinds cannot be sent, and operations have ids above zero.
  public mutating func send(
    _ messages: [LinkMessage], at now: MonotonicTime
  ) throws(LinkSendError) -> [LinkAction] {
    switch state {
    case .idle, .awaitingFirst, .awaitingSecond, .awaitingThird, .awaitingAcceptance:
      throw .notEstablished
    case .closed: throw .closed
    case .established(var session):
      if messages.isEmpty { return [] }
      for message in messages {
        precondition(!message.kind.isOfLink && message.id > 0, "not a message of an operation")
        guard message.payload.count <= limits.maximumPayload else {
          throw .messageTooLarge(length: message.payload.count, limit: limits.maximumPayload)
        }
      }
      guard unsentBytes + FrameEncoder.encodedLength(of: messages) <= limits.maximumUnsent else {
        roomIsWanted = true
        throw .backlogFull(unsent: unsentBytes)
      }
      var actions: [LinkAction] = []
      write(session.seal(messages, at: now), &actions)
      state = .established(session)
      return actions
    }
  }

  /// Sends one message of an operation.
  public mutating func send(
    _ message: LinkMessage, at now: MonotonicTime
  ) throws(LinkSendError) -> [LinkAction] {
    try send([message], at: now)
  }

  /// Notes that `count` more bytes of those given out were written to the connection.
  public mutating func wrote(_ count: Int) -> [LinkAction] {
    unsentBytes = max(0, unsentBytes - count)
    guard roomIsWanted, !isClosed, unsentBytes <= limits.maximumUnsent / 2 else { return [] }
    roomIsWanted = false
    return [.writable]
  }

  /// Does what is due at `now`. Coming too early, or too often, does no harm.
  public mutating func timerFired(at now: MonotonicTime) -> [LinkAction] {
    var actions: [LinkAction] = []
    switch state {
    case .idle, .closed: break
    case .awaitingFirst(_, let until), .awaitingSecond(_, let until), .awaitingThird(_, let until),
      .awaitingAcceptance(_, let until):
      if now >= until { fail(.handshakeTimeout, at: now, &actions) }
    case .established(var session):
      if now >= session.deadAt(limits) {
        fail(
          .peerSilent(milliseconds: now.milliseconds(since: session.lastReceived)), at: now,
          &actions)
      } else if now >= session.pingAt(limits) {
        write(session.ping(at: now), &actions)
        state = .established(session)
      }
    }
    return actions
  }

  /// When `timerFired` should be called next; nil for never. Look again after every input, and
  /// when the timer fires; a link that is used moves it with each message, so let timers fire late
  /// rather than set them anew.
  public var deadline: MonotonicTime? {
    switch state {
    case .idle, .closed: nil
    case .awaitingFirst(_, let until), .awaitingSecond(_, let until), .awaitingThird(_, let until),
      .awaitingAcceptance(_, let until):
      until
    case .established(let session): min(session.deadAt(limits), session.pingAt(limits))
    }
  }

  /// Ends the link from this side, with a goodbye if the handshake got that far.
  public mutating func close(_ goodbye: Goodbye, at now: MonotonicTime) -> [LinkAction] {
    var actions: [LinkAction] = []
    end(.byUs(goodbye), saying: goodbye, at: now, &actions)
    return actions
  }

  /// How a connection ended, as the operating system tells.
  public enum TransportEnd: Hashable, Sendable {
    /// The peer ended its stream.
    case endOfStream
    /// The connection could not be opened, or broke; with the reason, for logs.
    case failed(String)
  }

  /// Notes that nothing more will arrive.
  public mutating func transportEnded(
    _ end: TransportEnd, at now: MonotonicTime
  ) -> [LinkAction] {
    var actions: [LinkAction] = []
    let error: LinkError =
      switch (state, end) {
      case (.awaitingAcceptance, _): .notAccepted
      case (_, .failed(let reason)): .transportFailed(reason)
      case (.established, .endOfStream): .truncatedStream
      case (.idle, .endOfStream), (.awaitingFirst, .endOfStream), (.awaitingSecond, .endOfStream),
        (.awaitingThird, .endOfStream), (.closed, .endOfStream):
        .closedDuringHandshake
      }
    fail(error, at: now, &actions)
    return actions
  }

  /// Whether the link is over.
  public var isClosed: Bool {
    if case .closed = state { true } else { false }
  }

  /// Who is there, once the handshake is done and until the link is over.
  public var peer: LinkPeer? {
    if case .established(let session) = state { session.peer } else { nil }
  }

  /// How long the last ping took to be answered, in milliseconds; nil before the first answer.
  public var roundTripMilliseconds: UInt64? {
    if case .established(let session) = state { session.roundTripMilliseconds } else { nil }
  }
}
