internal import Noise

/// What a link holds after its handshake: the two ciphers, the peer, and when it last heard or said
/// something.
struct LinkSession: Sendable {
  let peer: LinkPeer
  private var sending: LinkCipher
  private var receiving: LinkCipher
  private(set) var lastReceived: MonotonicTime
  private var lastSent: MonotonicTime
  private var lastPing: MonotonicTime
  private var unansweredPing: MonotonicTime?
  private(set) var roundTripMilliseconds: UInt64?

  init(_ transport: TransportState, rekeyInterval: UInt64, at now: MonotonicTime) {
    peer = LinkPeer(key: transport.remoteStaticKey, link: LinkName(transport.handshakeHash))
    sending = LinkCipher(transport.sending, rekeyInterval: rekeyInterval)
    receiving = LinkCipher(transport.receiving, rekeyInterval: rekeyInterval)
    lastReceived = now
    lastSent = now
    lastPing = now
  }

  /// The sealed frames of messages.
  mutating func seal(_ messages: [LinkMessage], at now: MonotonicTime) -> [UInt8] {
    lastSent = max(lastSent, now)
    return FrameEncoder.encode(messages, with: &sending)
  }

  /// The sealed frame of a ping; the time until the pong is measured.
  mutating func ping(at now: MonotonicTime) -> [UInt8] {
    lastPing = max(lastPing, now)
    if unansweredPing == nil { unansweredPing = now }
    return seal([LinkMessage(.ping, id: 0)], at: now)
  }

  mutating func pongArrived(at now: MonotonicTime) {
    guard let sent = unansweredPing else { return }
    roundTripMilliseconds = now.milliseconds(since: sent)
    unansweredPing = nil
  }

  /// Opens a frame, and gives the messages that it completes. Only an authentic frame counts as
  /// a sign of life.
  mutating func open(
    _ frame: FrameDecoder.Frame, into decoder: inout MessageDecoder, at now: MonotonicTime
  ) throws(LinkError) -> [LinkMessage] {
    var messages: [LinkMessage] = []
    let failure = frame.withUnsafeBytes { ciphertext -> LinkError? in
      let count = ciphertext.count - CipherState.tagLength
      return withUnsafeTemporaryAllocation(byteCount: count, alignment: 16) { plaintext in
        do throws(LinkError) {
          try receiving.decrypt(ciphertext, into: plaintext)
          lastReceived = max(lastReceived, now)
          guard count > 0 else { throw .protocolViolation(.emptyFrame) }
          try decoder.append(UnsafeRawBufferPointer(plaintext), to: &messages)
          return nil
        } catch {
          return error
        }
      }
    }
    if let failure { throw failure }
    return messages
  }

  func deadAt(_ limits: LinkLimits) -> MonotonicTime {
    lastReceived.advanced(byMilliseconds: limits.deadAfterMilliseconds)
  }

  /// A ping is due when one of the directions was silent for a while, and no ping went out since.
  func pingAt(_ limits: LinkLimits) -> MonotonicTime {
    max(lastPing, min(lastSent, lastReceived))
      .advanced(byMilliseconds: limits.pingAfterMilliseconds)
  }
}
