public import Noise

/// Why a link failed. Said once, in `LinkEnd.failed`.
public enum LinkError: Error, Hashable, Sendable {
  /// Listener: the handshake was sound up to the pre-shared key, so the dialler has another mesh
  /// secret (or its last handshake message was altered in the last bytes).
  case wrongSecret
  /// Dialler: the listener ended the stream instead of accepting the handshake, as it does with a
  /// dialler that has another mesh secret.
  case notAccepted
  /// A handshake message was altered, or speaks another version of the protocol.
  case handshakeFailed(NoiseError)
  /// The stream ended in the middle of the handshake.
  case closedDuringHandshake
  /// The handshake took too long.
  case handshakeTimeout
  /// The dialled node has another key than expected.
  case unexpectedPeer(PublicKey)
  /// A frame did not authenticate: altered, left out, repeated or reordered on the way. `number`
  /// counts the frames in this direction since the handshake, from zero.
  case alteredFrame(number: UInt64)
  /// The stream ended without a goodbye.
  case truncatedStream
  /// The connection broke; the text is the operating system's.
  case transportFailed(String)
  /// A frame's length is below the least that it can be.
  case frameTooSmall(length: Int)
  /// A frame's length is above what is allowed at this point.
  case frameTooLarge(length: Int, limit: Int)
  /// A message claims a longer payload than allowed.
  case messageTooLarge(length: UInt64, limit: Int)
  /// Nothing arrived for so long that the peer counts as dead.
  case peerSilent(milliseconds: UInt64)
  /// The peer does not read what it asks for.
  case backlogFull(unsent: Int)
  /// Authentic bytes that break the rules.
  case protocolViolation(Violation)

  /// A rule that the peer broke.
  public enum Violation: Hashable, Sendable {
    /// A handshake message has another length than its pattern gives, or a payload.
    case handshakeLength(Int)
    /// A message kind that does not exist.
    case unknownKind(UInt8)
    /// A number of more than 64 bits, or written longer than necessary.
    case badVarint
    /// Operation messages have an id above zero, the link's own messages have zero.
    case badID(UInt8, UInt64)
    /// A goodbye without a code.
    case badGoodbye
    /// A frame without content.
    case emptyFrame
  }
}

extension LinkError: CustomStringConvertible {
  /// What happened and, where it helps, what to do; one line for logs.
  public var description: String {
    switch self {
    case .wrongSecret: "the peer has another mesh secret: check peer.secret on both nodes"
    case .notAccepted:
      "the peer ended the connection instead of accepting us: check peer.secret on both nodes"
    case .handshakeFailed(let error):
      "the handshake failed (\(error)): the other side is no deltamesh/1 node, or bytes were altered"
    case .closedDuringHandshake: "the peer ended the connection during the handshake"
    case .handshakeTimeout: "the handshake was not finished in time"
    case .unexpectedPeer(let key): "the dialled node has the unexpected key \(key)"
    case .alteredFrame(let number):
      "frame \(number) is not authentic: bytes were altered on the way"
    case .truncatedStream: "the connection ended without a goodbye"
    case .transportFailed(let reason): "the connection failed: \(reason)"
    case .frameTooSmall(let length): "a frame of \(length) bytes is too small"
    case .frameTooLarge(let length, let limit):
      "a frame of \(length) bytes is larger than the \(limit) allowed here"
    case .messageTooLarge(let length, let limit):
      "a message of \(length) bytes is larger than the \(limit) allowed"
    case .peerSilent(let milliseconds): "nothing arrived for \(milliseconds) ms"
    case .backlogFull(let unsent): "the peer does not read: \(unsent) bytes wait for it"
    case .protocolViolation(let violation): "the peer broke the protocol: \(violation)"
    }
  }

  /// The code to say goodbye with because of this error; nil where nobody listens any more.
  var goodbyeCode: Goodbye.Code? {
    switch self {
    case .truncatedStream, .transportFailed, .closedDuringHandshake, .notAccepted, .wrongSecret,
      .handshakeFailed:
      nil
    case .unexpectedPeer: .incompatible
    case .alteredFrame, .frameTooSmall, .frameTooLarge, .protocolViolation: .protocolError
    case .messageTooLarge, .peerSilent, .backlogFull, .handshakeTimeout: .limitExceeded
    }
  }
}

extension LinkError.Violation: CustomStringConvertible {
  /// The broken rule, in a few words.
  public var description: String {
    switch self {
    case .handshakeLength(let length): "a handshake message of \(length) bytes"
    case .unknownKind(let kind): "message kind \(kind) does not exist"
    case .badVarint: "a number that is too long"
    case .badID(let kind, let id): "message kind \(kind) with id \(id)"
    case .badGoodbye: "a goodbye without a code"
    case .emptyFrame: "a frame without content"
    }
  }
}
