/// Which side of a handshake this is.
public enum HandshakeRole: Hashable, Sendable {
  /// Sends the first message.
  case initiator
  /// Answers it.
  case responder
}
