internal import Noise

extension LinkMachine {
  /// Takes one frame in the state that the link is in.
  mutating func take(
    _ frame: FrameDecoder.Frame, at now: MonotonicTime, _ actions: inout [LinkAction]
  ) throws(LinkError) {
    switch state {
    case .idle: preconditionFailure("a link takes bytes only after its start")
    case .awaitingFirst(var handshake, let until):
      try Self.read(frame, length: 48, &handshake)
      let second = try Self.write(&handshake)
      state = .awaitingThird(handshake, until: until)
      write(FrameEncoder.plain(second), &actions)
    case .awaitingSecond(var handshake, let until):
      try Self.read(frame, length: 96, &handshake)
      if let expectedPeer, let key = handshake.remoteStaticKey, key != expectedPeer {
        throw .unexpectedPeer(key)
      }
      let third = try Self.write(&handshake)
      state = .awaitingAcceptance(session(after: handshake, at: now), until: until)
      write(FrameEncoder.plain(third), &actions)
    case .awaitingThird(var handshake, _):
      try Self.readLast(frame, &handshake)
      var session = session(after: handshake, at: now)
      let ping = session.ping(at: now)
      establish(session, &actions)
      write(ping, &actions)
    case .awaitingAcceptance(var session, _):
      let arrived = try session.open(frame, into: &messages, at: now)
      establish(session, &actions)
      deliver(arrived, at: now, &actions)
    case .established(var session):
      let arrived = try session.open(frame, into: &messages, at: now)
      state = .established(session)
      deliver(arrived, at: now, &actions)
    case .closed: break
    }
  }

  /// Passes messages of operations on, and acts on the link's own.
  private mutating func deliver(
    _ arrived: [LinkMessage], at now: MonotonicTime, _ actions: inout [LinkAction]
  ) {
    for message in arrived {
      guard case .established(var session) = state else { return }
      switch message.kind {
      case .subscribe, .next, .error, .complete, .credit: actions.append(.received(message))
      case .ping:
        // A peer that pings without reading must not fill our memory with answers.
        guard unsentBytes <= limits.maximumUnsent else {
          return fail(.backlogFull(unsent: unsentBytes), at: now, &actions)
        }
        let pong = session.seal([LinkMessage(.pong, id: 0, payload: message.payload)], at: now)
        state = .established(session)
        write(pong, &actions)
      case .pong:
        session.pongArrived(at: now)
        state = .established(session)
      case .goodbye:
        do throws(LinkError) {
          end(.byPeer(try Goodbye(payload: message.payload)), saying: nil, at: now, &actions)
        } catch {
          fail(error, at: now, &actions)
        }
      }
    }
  }

  /// Ends the link because of an error, telling the peer where it may still listen.
  mutating func fail(
    _ error: LinkError, at now: MonotonicTime, _ actions: inout [LinkAction]
  ) {
    let goodbye = error.goodbyeCode.map { Goodbye($0, error.description) }
    end(.failed(error), saying: goodbye, at: now, &actions)
  }

  mutating func end(
    _ how: LinkEnd, saying goodbye: Goodbye?, at now: MonotonicTime,
    _ actions: inout [LinkAction]
  ) {
    switch state {
    case .closed: return
    case .idle, .awaitingFirst, .awaitingSecond, .awaitingThird: break
    case .awaitingAcceptance(var session, _), .established(var session):
      if let goodbye {
        let message = LinkMessage(.goodbye, id: 0, payload: goodbye.payload)
        write(session.seal([message], at: now), &actions)
      }
    }
    state = .closed
    frames = FrameDecoder()
    messages = MessageDecoder(maximumPayload: limits.maximumPayload)
    actions.append(.closed(how))
  }

  mutating func write(_ bytes: [UInt8], _ actions: inout [LinkAction]) {
    guard !bytes.isEmpty else { return }
    unsentBytes += bytes.count
    actions.append(.write(bytes))
  }

  private func session(
    after handshake: HandshakeState, at now: MonotonicTime
  ) -> LinkSession {
    LinkSession(handshake.split(), rekeyInterval: limits.rekeyInterval, at: now)
  }

  /// The peer is authenticated: from here on messages flow, and frames may be long.
  private mutating func establish(_ session: LinkSession, _ actions: inout [LinkAction]) {
    frames.maximumLength = FrameDecoder.limit
    state = .established(session)
    actions.append(.established(session.peer))
  }

  /// Writes a handshake message; its payload is empty.
  static func write(_ handshake: inout HandshakeState) throws(LinkError) -> [UInt8] {
    do throws(NoiseError) {
      return try handshake.writeMessage()
    } catch {
      throw .handshakeFailed(error)
    }
  }

  /// Reads a handshake message, which has exactly `length` bytes and so an empty payload.
  private static func read(
    _ frame: FrameDecoder.Frame, length: Int, _ handshake: inout HandshakeState
  ) throws(LinkError) {
    let message = frame.withUnsafeBytes { Array($0) }
    guard message.count == length else {
      throw .protocolViolation(.handshakeLength(message.count))
    }
    do throws(NoiseError) {
      _ = try handshake.readMessage(message)
    } catch {
      throw .handshakeFailed(error)
    }
  }

  /// Reads the third message: if all but its payload is sound, the pre-shared keys differ.
  private static func readLast(
    _ frame: FrameDecoder.Frame, _ handshake: inout HandshakeState
  ) throws(LinkError) {
    do throws(LinkError) {
      try read(frame, length: 64, &handshake)
    } catch .handshakeFailed(.authenticationFailed(.handshakePayload)) {
      throw .wrongSecret
    }
  }
}
