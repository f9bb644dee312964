/// A Noise handshake, `Noise_<pattern>_25519_ChaChaPoly_<hash>` (revision 34, section 5.3): bytes
/// in, bytes out.
///
/// The two sides call `writeMessage` and `readMessage` in turn, the initiator first, until
/// `isFinished`; then `split` gives the transport ciphers. After an error the handshake is over:
/// every later message is refused with the same error. Calling out of turn is a programming error.
public struct HandshakeState: Sendable {
  private let messages: [[HandshakePattern.Token]]
  private let usesPresharedKey: Bool
  private let role: HandshakeRole
  private let staticKey: KeyPair
  private let ephemeralKey: KeyPair
  private let presharedKey: PresharedKey?
  private var symmetric: SymmetricState
  private var remoteStatic: PublicKey?
  private var remoteEphemeral: PublicKey?
  private var position = 0
  private var failure: NoiseError?

  /// Starts a handshake.
  ///
  /// - Parameters:
  ///   - prologue: public bytes that both sides must agree on.
  ///   - staticKey: this side's long-lived identity.
  ///   - ephemeralKey: a fresh pair, used for this handshake only.
  ///   - responderKey: the responder's static key; given by the initiator of a pattern that needs it.
  ///   - presharedKey: given with a pattern that needs one.
  public init(
    _ pattern: HandshakePattern, hash: HashFunction, role: HandshakeRole, prologue: [UInt8],
    staticKey: KeyPair, ephemeralKey: KeyPair, responderKey: PublicKey? = nil,
    presharedKey: PresharedKey? = nil
  ) {
    precondition(
      (presharedKey != nil) == pattern.needsPresharedKey, "a psk goes with psk patterns only")
    precondition(
      (responderKey != nil) == (pattern.needsResponderKey && role == .initiator),
      "the initiator of IK, and nobody else, gives the responder's key")
    messages = pattern.messages
    usesPresharedKey = pattern.needsPresharedKey
    self.role = role
    self.staticKey = staticKey
    self.ephemeralKey = ephemeralKey
    self.presharedKey = presharedKey
    remoteStatic = responderKey
    symmetric = SymmetricState(
      protocolName: "Noise_\(pattern.name)_25519_ChaChaPoly_\(hash.name)", hash: hash)
    symmetric.mixHash(prologue)
    if pattern.needsResponderKey {
      symmetric.mixHash((responderKey ?? staticKey.publicKey).bytes)
    }
  }

  /// Starts a handshake with an ephemeral key drawn from `random`, which must be fit for
  /// cryptography, except in simulations.
  public init(
    _ pattern: HandshakePattern, hash: HashFunction, role: HandshakeRole, prologue: [UInt8],
    staticKey: KeyPair, responderKey: PublicKey? = nil, presharedKey: PresharedKey? = nil,
    random: inout some RandomNumberGenerator
  ) {
    self.init(
      pattern, hash: hash, role: role, prologue: prologue, staticKey: staticKey,
      ephemeralKey: KeyPair(random: &random), responderKey: responderKey,
      presharedKey: presharedKey)
  }

  /// Whether all messages are through, so that `split` may be called.
  public var isFinished: Bool { failure == nil && position == messages.count }

  /// Whether the next message is this side's to write.
  public var isOurTurn: Bool {
    failure == nil && position < messages.count
      && (position % 2 == 0) == (role == .initiator)
  }

  /// The other side's static key, as soon as a message has brought it. It is authenticated only by
  /// the message that follows it or that it came in, and fully when the handshake is finished.
  public var remoteStaticKey: PublicKey? { remoteStatic }

  /// The hash of the handshake so far; when it is finished it names the session.
  public var handshakeHash: [UInt8] { symmetric.handshakeHash }

  /// Makes the next handshake message, with a payload.
  public mutating func writeMessage(_ payload: [UInt8] = []) throws(NoiseError) -> [UInt8] {
    if let failure { throw failure }
    precondition(isOurTurn, "the next handshake message is the other side's")
    do throws(NoiseError) {
      let message = try compose(payload)
      position += 1
      return message
    } catch {
      failure = error
      throw error
    }
  }

  /// Reads the next handshake message, and gives its payload.
  public mutating func readMessage(_ message: [UInt8]) throws(NoiseError) -> [UInt8] {
    if let failure { throw failure }
    precondition(!isOurTurn && position < messages.count, "the next message is this side's")
    do throws(NoiseError) {
      let payload = try take(message)
      position += 1
      return payload
    } catch {
      failure = error
      throw error
    }
  }

  /// Ends a finished handshake: the ciphers for what follows. Call it once.
  public func split() -> TransportState {
    guard isFinished, let remoteStatic else { preconditionFailure("the handshake goes on") }
    let (first, second) = symmetric.split()
    return TransportState(
      sending: role == .initiator ? first : second, receiving: role == .initiator ? second : first,
      remoteStaticKey: remoteStatic, handshakeHash: symmetric.handshakeHash)
  }
}

extension HandshakeState {
  private mutating func compose(_ payload: [UInt8]) throws(NoiseError) -> [UInt8] {
    var message: [UInt8] = []
    for token in messages[position] {
      switch token {
      case .e:
        message += ephemeralKey.publicKey.bytes
        mixEphemeral(ephemeralKey.publicKey)
      case .s:
        message += try symmetric.encryptAndHash(staticKey.publicKey.bytes)
      case .ee, .es, .se, .ss, .psk:
        try mix(token)
      }
    }
    message += try symmetric.encryptAndHash(payload)
    guard message.count <= CipherState.maximumMessageLength else {
      throw .messageTooLong(found: message.count)
    }
    return message
  }

  private mutating func take(_ message: [UInt8]) throws(NoiseError) -> [UInt8] {
    guard message.count <= CipherState.maximumMessageLength else {
      throw .messageTooLong(found: message.count)
    }
    var rest = message[...]
    for token in messages[position] {
      switch token {
      case .e:
        let key = PublicKey(exactly: Array(try Self.cut(PublicKey.byteCount, from: &rest)))
        remoteEphemeral = key
        mixEphemeral(key)
      case .s:
        let length = PublicKey.byteCount + (symmetric.hasKey ? CipherState.tagLength : 0)
        let field = try Self.cut(length, from: &rest)
        remoteStatic = PublicKey(exactly: try open(field, part: .staticKey))
      case .ee, .es, .se, .ss, .psk:
        try mix(token)
      }
    }
    return try open(rest, part: .handshakePayload)
  }

  private mutating func open(
    _ field: ArraySlice<UInt8>, part: NoiseError.MessagePart
  ) throws(NoiseError) -> [UInt8] {
    do throws(NoiseError) {
      return try symmetric.decryptAndHash(field)
    } catch .authenticationFailed {
      throw .authenticationFailed(part)
    }
  }

  private mutating func mixEphemeral(_ key: PublicKey) {
    symmetric.mixHash(key.bytes)
    if usesPresharedKey { symmetric.mixKey(SecretBytes(key.bytes)) }
  }

  /// The tokens that send nothing: the four Diffie-Hellman ones and the pre-shared key.
  private mutating func mix(_ token: HandshakePattern.Token) throws(NoiseError) {
    let initiator = role == .initiator
    switch token {
    case .ee: try mixShared(ephemeralKey, remoteEphemeral)
    case .es:
      try initiator
        ? mixShared(ephemeralKey, remoteStatic) : mixShared(staticKey, remoteEphemeral)
    case .se:
      try initiator
        ? mixShared(staticKey, remoteEphemeral) : mixShared(ephemeralKey, remoteStatic)
    case .ss: try mixShared(staticKey, remoteStatic)
    case .psk:
      guard let presharedKey else { preconditionFailure("checked when the handshake started") }
      symmetric.mixKeyAndHash(presharedKey.secret)
    case .e, .s: preconditionFailure("these tokens send something")
    }
  }

  private mutating func mixShared(_ own: KeyPair, _ other: PublicKey?) throws(NoiseError) {
    guard let other else { preconditionFailure("patterns send a key before they use it") }
    symmetric.mixKey(try own.privateKey.sharedSecret(with: other))
  }

  private static func cut(
    _ count: Int, from rest: inout ArraySlice<UInt8>
  ) throws(NoiseError) -> ArraySlice<UInt8> {
    guard rest.count >= count else { throw .messageTooShort(needed: count, found: rest.count) }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }
}
