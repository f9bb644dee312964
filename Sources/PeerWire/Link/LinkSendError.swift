/// Why a link did not take messages to send. None of them was sent.
public enum LinkSendError: Error, Hashable, Sendable {
  /// The handshake is not done yet.
  case notEstablished
  /// The link is over.
  case closed
  /// Too many bytes wait to be written; `LinkAction.writable` says when to try again.
  case backlogFull(unsent: Int)
  /// A payload is longer than a message may be.
  case messageTooLarge(length: Int, limit: Int)
}
