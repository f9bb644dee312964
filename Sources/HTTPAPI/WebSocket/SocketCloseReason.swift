/// Why the server closes a WebSocket: a code, and a text of at most 123 bytes. The codes from 4400 on are those of the protocol
/// `graphql-transport-ws`, the others those of RFC 6455.
struct SocketCloseReason: Sendable, Hashable {
  let code: UInt16
  let text: String

  init(code: UInt16, _ text: String) {
    self.code = code
    var text = text
    while text.utf8.count > 123 { text.removeLast() }
    self.text = text
  }

  static let goingAway = SocketCloseReason(code: 1001, "the node stops; connect again later")
  static let noAnswer = SocketCloseReason(code: 1001, "pings were not answered")
  static let maskMissing = SocketCloseReason(code: 1002, "a client's frames must be masked")
  static let badFrame = SocketCloseReason(code: 1002, "a frame was not as RFC 6455 has it")
  static let notUTF8 = SocketCloseReason(code: 1007, "a text was not UTF-8")
  static let tooLarge = SocketCloseReason(code: 1009, "a message was larger than limits.body")
  static let binary = SocketCloseReason(code: 4400, "messages are texts, not binary")
  static let notAcknowledged = SocketCloseReason(code: 4401, "Unauthorized")
  static let subprotocol = SocketCloseReason(
    code: 4406, "Subprotocol not acceptable: this server speaks graphql-transport-ws")
  static let initializationTimeout = SocketCloseReason(
    code: 4408, "Connection initialisation timeout")
  static let secondInit = SocketCloseReason(code: 4429, "Too many initialisation requests")
  static let expired = SocketCloseReason(
    code: 4403, "the access token has expired; connect again with a new one")

  static func badMessage(_ reason: String) -> SocketCloseReason {
    SocketCloseReason(code: 4400, reason)
  }

  static func unauthorized(_ reason: String) -> SocketCloseReason {
    SocketCloseReason(code: 4401, reason)
  }

  static func forbidden(_ reason: String) -> SocketCloseReason {
    SocketCloseReason(code: 4403, reason)
  }

  static func duplicate(_ id: String) -> SocketCloseReason {
    SocketCloseReason(code: 4409, "Subscriber for \(id.prefix(60)) already exists")
  }
}
