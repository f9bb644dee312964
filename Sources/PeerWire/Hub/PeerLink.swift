internal import Documents
public import Replication

/// One link, from the bytes of its connection up to what two replicas say to each other: a ``LinkMachine``, the codec of peer
/// messages, and the rules of who may say what when.
///
/// It is driven like a ``LinkMachine``. Once it is the one link to its peer, ``open(at:)`` is called; what the peer says
/// before is kept for then. All that waits in it is bounded: ``maximumWaiting`` bytes to be sent, ``maximumEarly`` messages
/// that came early; news that can't be sent at once gives way to newer news.
public struct PeerLink: Sendable {
  /// The most bytes that may wait to be sent; a peer that lets more gather than that does not read.
  public static let maximumWaiting = 16 << 20
  /// From how many waiting bytes on news are held back.
  static let newsThreshold = 1 << 20
  /// The most messages that may arrive before the link is opened.
  static let maximumEarly = 64

  /// How far a link is.
  enum Stage: Sendable {
    /// It is not open. The messages came early. Then: `open`.
    case unopened(early: [LinkMessage])
    /// Replicas talk. The last stage.
    case open(PeerDialogue)
  }

  private(set) var machine: LinkMachine
  private var stage = Stage.unopened(early: [])
  /// What the machine had no room for, in order.
  private var waiting: [LinkMessage] = []
  private var waitingBytes = 0
  /// News that are held back.
  private var news: Announcement?
  /// Whether nothing more is to be heard: the link ended, or the peer broke the rules.
  private var isOver = false

  /// A link on a new connection; see ``LinkMachine/init(_:_:expecting:random:)``.
  public init(
    _ role: LinkMachine.Role, _ configuration: LinkConfiguration,
    random: inout some RandomNumberGenerator
  ) {
    machine = LinkMachine(role, configuration, random: &random)
  }

  /// When ``timerFired(at:)`` is due; nil for never.
  public var deadline: MonotonicTime? { machine.deadline }

  /// How many bytes wait to be written.
  public var unsentBytes: Int { machine.unsentBytes + waitingBytes }

  /// Starts the handshake.
  public mutating func start(at now: MonotonicTime) -> [PeerLinkAction] {
    translate(machine.start(at: now), at: now)
  }

  /// Takes bytes that arrived.
  public mutating func received(
    _ bytes: UnsafeRawBufferPointer, at now: MonotonicTime
  ) -> [PeerLinkAction] {
    translate(machine.received(bytes, at: now), at: now)
  }

  /// Notes that bytes were written to the connection.
  public mutating func wrote(_ count: Int, at now: MonotonicTime) -> [PeerLinkAction] {
    var actions = translate(machine.wrote(count), at: now)
    if unsentBytes <= Self.newsThreshold / 2, let announcement = news {
      news = nil
      actions += send(.announce(announcement), at: now)
    }
    return actions
  }

  /// Does what is due.
  public mutating func timerFired(at now: MonotonicTime) -> [PeerLinkAction] {
    translate(machine.timerFired(at: now), at: now)
  }

  /// Notes that nothing more will arrive.
  public mutating func transportEnded(
    _ end: LinkMachine.TransportEnd, at now: MonotonicTime
  ) -> [PeerLinkAction] {
    translate(machine.transportEnded(end, at: now), at: now)
  }

  /// Ends the link from this side.
  public mutating func close(_ goodbye: Goodbye, at now: MonotonicTime) -> [PeerLinkAction] {
    translate(machine.close(goodbye, at: now), at: now)
  }

  /// Begins the talk: this is the one link to its peer. Gives what the peer said already.
  public mutating func open(at now: MonotonicTime) -> [PeerLinkAction] {
    guard case .unopened(let early) = stage else { return [] }
    stage = .open(PeerDialogue())
    var actions = transmit(PeerEncoder.opening, at: now)
    for message in early { actions += take(message, at: now) }
    return actions
  }

  /// Says something to the peer's replica. Nothing happens where the link is not open, or over.
  public mutating func send(_ message: PeerMessage, at now: MonotonicTime) -> [PeerLinkAction] {
    guard case .open(var dialogue) = stage, !machine.isClosed else { return [] }
    if case .announce(let announcement) = message {
      // News may wait, except for a catalogue: pages behind it need it.
      guard announcement.catalog != nil || unsentBytes <= Self.newsThreshold else {
        news = news.map(announcement.following) ?? announcement
        return []
      }
      if let news {
        self.news = nil
        return send(.announce(announcement.following(news)), at: now)
      }
    }
    dialogue.sent(message)
    stage = .open(dialogue)
    do {
      return transmit([try PeerEncoder.encode(message)], at: now)
    } catch {
      return close(Goodbye(.internalError, "a page can't be sent: \(error)"), at: now)
    }
  }

  // MARK: Inside

  private mutating func translate(
    _ actions: [LinkAction], at now: MonotonicTime
  ) -> [PeerLinkAction] {
    var result: [PeerLinkAction] = []
    result.reserveCapacity(actions.count)
    for action in actions {
      switch action {
      case .write(let bytes): result.append(.write(bytes))
      case .established(let peer): result.append(.established(peer))
      case .received(let message): result += take(message, at: now)
      case .writable: result += transmit([], at: now)
      case .closed(let end):
        isOver = true
        result.append(.closed(end))
      }
    }
    return result
  }

  /// Takes a message of the peer. Nothing that follows an end is looked at.
  private mutating func take(
    _ message: LinkMessage, at now: MonotonicTime
  ) -> [PeerLinkAction] {
    guard !isOver else { return [] }
    switch stage {
    case .unopened(var early):
      early.append(message)
      guard early.count <= Self.maximumEarly else {
        return close(Goodbye(.limitExceeded, "too much was said before the link was open"), at: now)
      }
      stage = .unopened(early: early)
      return []
    case .open(var dialogue):
      // The dialogue holds the peer's catalogue: it must not be copied while it changes.
      stage = .unopened(early: [])
      defer { stage = .open(dialogue) }
      do throws(PeerCodecError) {
        guard let heard = try dialogue.hear(message) else { return [] }
        return [.received(heard)]
      } catch {
        isOver = true
        return translate(
          machine.close(Goodbye(.protocolError, error.description), at: now), at: now)
      }
    }
  }

  /// Sends messages behind all that waits, as far as there is room.
  private mutating func transmit(
    _ messages: [LinkMessage], at now: MonotonicTime
  ) -> [PeerLinkAction] {
    waiting += messages
    waitingBytes += messages.reduce(0) { $0 + $1.payload.count }
    var actions: [LinkAction] = []
    var count = 0
    sending: for message in waiting {
      do throws(LinkSendError) {
        actions += try machine.send(message, at: now)
        count += 1
      } catch {
        switch error {
        case .backlogFull: break sending
        case .notEstablished, .closed: count = waiting.count
        case .messageTooLarge(let length, let limit):
          let text = "a message of \(length) bytes exceeds the limit of \(limit)"
          actions += machine.close(Goodbye(.limitExceeded, text), at: now)
          count = waiting.count
        }
        break sending
      }
    }
    waitingBytes -= waiting.prefix(count).reduce(0) { $0 + $1.payload.count }
    waiting.removeFirst(count)
    if unsentBytes > Self.maximumWaiting {
      actions += machine.close(
        Goodbye(.limitExceeded, "the peer does not read: \(unsentBytes) bytes wait"), at: now)
    }
    return translate(actions, at: now)
  }
}
