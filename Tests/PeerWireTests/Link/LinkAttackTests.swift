import Noise
import Testing

@testable import PeerWire

/// A recorded conversation, altered in every way that is small enough to try them all.
@Suite("Link under attack")
struct LinkAttackTests {
  /// What the dialler wrote, and what it then heard, byte by byte.
  struct Recording {
    /// All that the dialler writes: handshake 1 and 3, pong, two messages, goodbye.
    let fromDialler: [[UInt8]]
    /// All that the listener answers: handshake 2, ping.
    let fromListener: [[UInt8]]
    let messages: [LinkMessage]
    let goodbye: Goodbye
  }

  static func record() throws -> Recording {
    var pair = try LinkPair()
    var fromDialler: [[UInt8]] = []
    var fromListener: [[UInt8]] = []
    pair.start()
    for _ in 0..<3 {
      if !pair.toListener.isEmpty { fromDialler.append(pair.toListener) }
      pair.carryToListener()
      if !pair.toDialler.isEmpty { fromListener.append(pair.toDialler) }
      pair.carryToDialler()
    }
    let messages = [
      LinkMessage(.subscribe, id: 1, payload: Array("hello".utf8)),
      LinkMessage(.next, id: 300, payload: [9]),
    ]
    for message in messages {
      fromDialler.append(try pair.dialler.send(message, at: pair.now).written)
    }
    let goodbye = Goodbye(.stopping, "bye")
    fromDialler.append(pair.dialler.close(goodbye, at: pair.now).written)
    return Recording(
      fromDialler: fromDialler, fromListener: fromListener, messages: messages, goodbye: goodbye)
  }

  /// A fresh listener with the recording's keys, after hearing `bytes` in pieces of at most `size`.
  static func listen(to bytes: [UInt8], size: Int) throws -> [LinkAction] {
    var listener = try LinkPair().listener
    let now = MonotonicTime(milliseconds: 0)
    var said = listener.start(at: now)
    var rest = bytes[...]
    while !rest.isEmpty {
      said += listener.received(Array(rest.prefix(size)), at: now)
      rest = rest.dropFirst(size)
    }
    return said
  }

  static func said(_ actions: [LinkAction]) -> [LinkAction] {
    actions.filter { if case .write = $0 { false } else { true } }
  }

  @Test("the recording is what a listener with the same keys accepts, in pieces of any size")
  func pieces() throws {
    let recording = try Self.record()
    let bytes = Array(recording.fromDialler.joined())
    let whole = try Self.said(Self.listen(to: bytes, size: bytes.count))
    #expect(whole.messages == recording.messages)
    #expect(whole.end == .byPeer(recording.goodbye))
    for size in 1...bytes.count {
      #expect(try Self.said(Self.listen(to: bytes, size: size)) == whole, "pieces of \(size)")
    }
    var random = SeededGenerator(seed: 11)
    for _ in 0..<200 {
      var listener = try LinkPair().listener
      var said = listener.start(at: MonotonicTime(milliseconds: 0))
      var rest = bytes[...]
      while !rest.isEmpty {
        let size = Int.random(in: 1...40, using: &random)
        said += listener.received(
          Array(rest.prefix(size)), at: MonotonicTime(milliseconds: 0))
        rest = rest.dropFirst(size)
      }
      #expect(Self.said(said) == whole)
    }
  }

  @Test("every byte altered in what a listener hears is refused with an error")
  func everyByteToListener() throws {
    let recording = try Self.record()
    let bytes = Array(recording.fromDialler.joined())
    for position in bytes.indices {
      for mask in [1, 0x80, 0xff] as [UInt8] {
        var altered = bytes
        altered[position] ^= mask
        var listener = try LinkPair().listener
        let now = MonotonicTime(milliseconds: 0)
        var said = listener.start(at: now) + listener.received(altered, at: now)
        // A length made longer waits for more: then the stream ends.
        said += listener.transportEnded(.endOfStream, at: now)
        guard case .failed = said.end else {
          Issue.record("byte \(position) ^ \(mask): \(String(describing: said.end))")
          continue
        }
        // Nothing altered was passed on.
        #expect(Array(recording.messages.prefix(said.messages.count)) == said.messages)
        let ends = said.filter { if case .closed = $0 { true } else { false } }
        #expect(ends.count == 1)
      }
    }
  }

  @Test("every byte altered in what a dialler hears is refused with an error")
  func everyByteToDialler() throws {
    let recording = try Self.record()
    let bytes = Array(recording.fromListener.joined())
    #expect(bytes.count == 98 + 21)
    for position in bytes.indices {
      var altered = bytes
      altered[position] ^= 1
      var dialler = try LinkPair().dialler
      let now = MonotonicTime(milliseconds: 0)
      var said = dialler.start(at: now) + dialler.received(altered, at: now)
      said += dialler.transportEnded(.endOfStream, at: now)
      guard case .failed = said.end else {
        Issue.record("byte \(position): \(String(describing: said.end))")
        continue
      }
      #expect(dialler.peer == nil)
    }
  }

  @Test("every truncation is an error, and loses nothing that was whole")
  func truncations() throws {
    let recording = try Self.record()
    let bytes = Array(recording.fromDialler.joined())
    for length in bytes.indices {
      var listener = try LinkPair().listener
      let now = MonotonicTime(milliseconds: 0)
      var said = listener.start(at: now)
      said += listener.received(Array(bytes.prefix(length)), at: now)
      said += listener.transportEnded(.endOfStream, at: now)
      let expected: LinkError = length < 50 + 66 ? .closedDuringHandshake : .truncatedStream
      #expect(said.end == .failed(expected), "cut to \(length)")
    }
  }

  @Test("kinds of errors of an altered handshake are told apart")
  func typedErrors() throws {
    let recording = try Self.record()
    func end(of frames: [[UInt8]]) throws -> LinkEnd? {
      try Self.listen(to: Array(frames.joined()), size: 1_000).end
    }
    var first = recording.fromDialler[0]
    first[10] ^= 1
    #expect(
      try end(of: [first])
        == .failed(.handshakeFailed(.authenticationFailed(.handshakePayload))))
    var third = recording.fromDialler[1]
    third[10] ^= 1
    #expect(
      try end(of: [recording.fromDialler[0], third])
        == .failed(.handshakeFailed(.authenticationFailed(.staticKey))))
    third = recording.fromDialler[1]
    third[60] ^= 1
    #expect(try end(of: [recording.fromDialler[0], third]) == .failed(.wrongSecret))
    #expect(
      try end(of: [[0, 49] + [UInt8](repeating: 0, count: 49)])
        == .failed(.protocolViolation(.handshakeLength(49))))
    #expect(
      try end(of: [Array("GET / HTTP/1.1\r\n".utf8)])
        == .failed(.frameTooLarge(length: 0x4745, limit: 1_024)))
    #expect(try end(of: [[0, 0]]) == .failed(.frameTooSmall(length: 0)))
    #expect(try end(of: [[0, 15]]) == .failed(.frameTooSmall(length: 15)))
    #expect(try end(of: [[4, 1]]) == .failed(.frameTooLarge(length: 1_025, limit: 1_024)))
  }

  @Test("authentic bytes that break the rules end the link with the rule")
  func violations() throws {
    func end(_ plaintext: [UInt8]) throws -> LinkEnd? {
      var pair = try LinkPair()
      pair.connect()
      guard case .established(let session) = pair.dialler.state else { return nil }
      var cipher = try #require(
        Mirror(reflecting: session).children.first { $0.label == "sending" }?.value
          as? LinkCipher)
      var frame = plaintext + [UInt8](repeating: 0, count: 16)
      frame.withUnsafeMutableBytes { cipher.encrypt(inPlace: $0) }
      let bytes = [UInt8(frame.count >> 8), UInt8(frame.count & 0xff)] + frame
      return pair.listener.received(bytes, at: pair.now).end
    }
    #expect(try end([2, 1, 1, 7]) == nil)
    #expect(try end([]) == .failed(.protocolViolation(.emptyFrame)))
    #expect(try end([0, 1, 0]) == .failed(.protocolViolation(.unknownKind(0))))
    #expect(try end([9, 1, 0]) == .failed(.protocolViolation(.unknownKind(9))))
    #expect(try end([2, 0, 0]) == .failed(.protocolViolation(.badID(2, 0))))
    #expect(try end([6, 1, 0]) == .failed(.protocolViolation(.badID(6, 1))))
    #expect(try end([2, 0x81, 0, 0]) == .failed(.protocolViolation(.badVarint)))
    #expect(
      try end([2] + [UInt8](repeating: 0xff, count: 10)) == .failed(.protocolViolation(.badVarint)))
    #expect(
      try end([2, 1] + varint(4_194_305))
        == .failed(.messageTooLarge(length: 4_194_305, limit: 4_194_304)))
    #expect(
      try end([2, 1] + varint(.max))
        == .failed(.messageTooLarge(length: .max, limit: 4_194_304)))
    #expect(try end([6, 0, 65]) == .failed(.messageTooLarge(length: 65, limit: 64)))
    #expect(try end([8, 0, 0]) == .failed(.protocolViolation(.badGoodbye)))
    #expect(try end([8, 0, 1, 3]) == .byPeer(Goodbye(.notAdmitted, "")))
  }

  @Test("random bytes never trap, in any state")
  func noise() throws {
    var random = SeededGenerator(seed: 21)
    for round in 0..<2_000 {
      var pair = try LinkPair()
      pair.start()
      if round % 4 > 0 { pair.carryToListener() }
      if round % 4 > 1 { pair.carryToDialler() }
      if round % 4 > 2 { pair.settle() }
      var bytes = (0..<Int.random(in: 0...200, using: &random)).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
      if Bool.random(using: &random) {
        bytes = [0, UInt8.random(in: 0...120, using: &random)] + bytes
      }
      _ = pair.listener.received(bytes, at: pair.now)
      _ = pair.dialler.received(bytes, at: pair.now)
      _ = pair.listener.transportEnded(.endOfStream, at: pair.now)
      _ = pair.dialler.transportEnded(.endOfStream, at: pair.now)
      #expect(pair.listener.isClosed && pair.dialler.isClosed)
    }
  }
}
