/// The handshake patterns of Noise that are supported here (revision 34, sections 7 and 9).
public enum HandshakePattern: Hashable, Sendable {
  /// Both static keys are sent during the handshake.
  case xx
  /// The initiator knows the responder's static key before.
  case ik
  /// `XX`, with a pre-shared key mixed in at the end of the third message.
  case xxpsk3

  /// One step of a handshake message.
  enum Token: Hashable, Sendable {
    case e, s, ee, es, se, ss, psk
  }

  /// The name within a Noise protocol name.
  var name: String {
    switch self {
    case .xx: "XX"
    case .ik: "IK"
    case .xxpsk3: "XXpsk3"
    }
  }

  /// The messages in order; the initiator sends the first, then they alternate.
  var messages: [[Token]] {
    switch self {
    case .xx: [[.e], [.e, .ee, .s, .es], [.s, .se]]
    case .ik: [[.e, .es, .s, .ss], [.e, .ee, .se]]
    case .xxpsk3: [[.e], [.e, .ee, .s, .es], [.s, .se, .psk]]
    }
  }

  /// Whether the initiator must know the responder's static key before it starts.
  public var needsResponderKey: Bool {
    switch self {
    case .ik: true
    case .xx, .xxpsk3: false
    }
  }

  /// Whether a pre-shared key is part of the handshake.
  public var needsPresharedKey: Bool {
    switch self {
    case .xxpsk3: true
    case .xx, .ik: false
    }
  }
}
