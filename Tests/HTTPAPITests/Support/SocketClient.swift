import GraphQL
import NIOCore
import NIOPosix
import NIOSSL
import NIOWebSocket
import Testing

/// A client of WebSockets.
struct SocketClient {
  private var iterator: NIOAsyncChannelInboundStream<WebSocketFrame>.AsyncIterator
  private let outbound: NIOAsyncChannelOutboundWriter<WebSocketFrame>

  /// What a server sent.
  enum Received: Hashable {
    case text(String)
    case close(UInt16, String)
    case pong(String)
    /// The connection ended.
    case end
  }

  /// Opens a socket for as long as `body` runs.
  static func open<Value: Sendable>(
    port: Int, path: String = "/graphql", subprotocol: String? = "graphql-transport-ws",
    headers: [(String, String)] = [], tls: TLSConfiguration? = nil,
    _ body: @Sendable (inout SocketClient) async throws -> Value
  ) async throws -> Value {
    let context = try tls.map { try NIOSSLContext(configuration: $0) }
    var lines = [
      "GET \(path) HTTP/1.1", "Host: 127.0.0.1:\(port)", "Connection: upgrade",
      "Upgrade: websocket", "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ]
    if let subprotocol { lines.append("Sec-WebSocket-Protocol: \(subprotocol)") }
    lines += headers.map { "\($0): \($1)" }
    let request = lines.joined(separator: "\r\n") + "\r\n\r\n"
    let upgraded = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .connect(host: "127.0.0.1", port: port) { channel in
        channel.eventLoop.makeCompletedFuture {
          if let context {
            try channel.pipeline.syncOperations.addHandler(
              NIOSSLClientHandler(context: context, serverHostname: nil))
          }
          let done = channel.eventLoop.makePromise(of: SocketHandshake.Upgraded.self)
          try channel.pipeline.syncOperations.addHandler(
            SocketHandshake(request: request, done: done))
          return done.futureResult
        }
      }
    let channel = try await upgraded.get()
    return try await channel.executeThenClose { inbound, outbound in
      var client = SocketClient(iterator: inbound.makeAsyncIterator(), outbound: outbound)
      return try await body(&client)
    }
  }

  /// Sends a message.
  func send(_ json: JSON) async throws { try await send(text: json.description) }

  /// Sends a text.
  func send(text: String) async throws {
    try await send(
      WebSocketFrame(
        fin: true, opcode: .text, maskKey: .random(), data: ByteBuffer(string: text)))
  }

  /// Sends a frame as it is.
  func send(_ frame: WebSocketFrame) async throws { try await outbound.write(frame) }

  /// The next that the server sends.
  mutating func next() async throws -> Received {
    do {
      while let frame = try await iterator.next(isolation: #isolation) {
        var data = frame.unmaskedData
        switch frame.opcode {
        case .text: return .text(String(buffer: data))
        case .pong: return .pong(String(buffer: data))
        case .connectionClose:
          let code = data.readInteger(as: UInt16.self) ?? 0
          return .close(code, String(buffer: data))
        default: continue
        }
      }
    } catch is IOError {}
    return .end
  }

  /// The next message as JSON; it is an issue where something else comes.
  mutating func message() async throws -> JSON {
    switch try await next() {
    case .text(let text):
      return try JSON(parsing: Array(text.utf8), limits: JSONLimits(bytes: 8 << 20))
    case let other:
      Issue.record("no message, but \(other)")
      return .null
    }
  }

  /// Asks for a connection, and takes the acknowledgement.
  mutating func connect(_ payload: JSON? = nil) async throws {
    try await send(Self.initialization(payload))
    #expect(try await message() == ["type": "connection_ack"])
  }

  static func initialization(_ payload: JSON? = nil) -> JSON {
    guard let payload else { return ["type": "connection_init"] }
    return ["type": "connection_init", "payload": payload]
  }

  static func subscribe(_ id: String, _ query: String) -> JSON {
    ["id": .string(id), "type": "subscribe", "payload": ["query": .string(query)]]
  }
}
