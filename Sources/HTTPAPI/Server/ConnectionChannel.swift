import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPCompression
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import NIOWebSocket

/// What is made of each connection: HTTP/1.1 with compression, for Hummingbird to answer, until a request at a path of GraphQL asks for a
/// WebSocket.
struct ConnectionChannel: ServerChildChannel, HTTPChannelHandler {
  let responder: HTTPChannelHandler.Responder
  let configuration: HTTPServerConfiguration
  /// The operations by the path where sockets for them are opened.
  let socketOperations: [String: ServedOperations]
  let gate: AccessGate

  static let subprotocol = "graphql-transport-ws"

  /// What a connection became.
  enum Connection: Sendable {
    case http(NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>)
    case socket(SocketDriver.Channel, HTTPRequestHead)
  }

  /// A connection that is still to become something.
  struct Value: ServerChildChannelValue {
    let connection: EventLoopFuture<Connection>
    let channel: any Channel
  }

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
    channel.eventLoop.makeCompletedFuture {
      let pipeline = channel.pipeline.syncOperations
      let encoder = HTTPResponseEncoder()
      let decoder = ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes))
      let errors = HTTPServerProtocolErrorHandler()
      let filter = UpgradeFilter(
        paths: Set(socketOperations.keys), policy: configuration.sitePolicy)
      let upgrade = NIOTypedHTTPServerUpgradeHandler(
        httpEncoder: encoder, extraHTTPHandlers: [decoder, errors, filter],
        upgradeConfiguration: NIOTypedHTTPServerUpgradeConfiguration(
          upgraders: [upgrader],
          notUpgradingCompletionHandler: { channel in
            channel.eventLoop.makeCompletedFuture { try http(on: channel, logger) }
          }))
      try pipeline.addHandlers([
        encoder, decoder, errors, filter,
        FirstRequestGuard(time: .seconds(Int64(configuration.idleSeconds))), upgrade,
      ])
      return Value(connection: upgrade.upgradeResultFuture, channel: channel)
    }
  }

  func handle(value: Value, logger: Logger) async {
    do {
      switch try await value.connection.get() {
      case .http(let channel): await handleHTTP(asyncChannel: channel, logger: logger)
      case .socket(let channel, let head):
        let path = String(head.uri.prefix { $0 != "?" })
        guard let operations = socketOperations[path] else {
          channel.channel.close(promise: nil)
          return
        }
        let driver = SocketDriver(
          operations: operations, gate: gate, configuration: configuration,
          header: head.headers["authorization"].first)
        try await driver.run(channel, isSubprotocol: Self.offersSubprotocol(head))
      }
    } catch {
      logger.debug("a connection ended", metadata: ["error": "\(error)"])
    }
  }

  // MARK: What it becomes

  private func http(on channel: any Channel, _ logger: Logger) throws -> Connection {
    let pipeline = channel.pipeline.syncOperations
    // From now on Hummingbird answers what is no HTTP.
    pipeline.removeHandler(
      context: try pipeline.context(handlerType: HTTPServerProtocolErrorHandler.self),
      promise: nil)
    try pipeline.addHandlers([
      HTTPResponseCompressor(responseCompressionPredicate: Self.compression),
      HTTP1ToHTTPServerCodec(secure: configuration.tls != nil),
      HTTPConnectionStateHandler(
        idleTimeout: .seconds(configuration.idleSeconds), logger: logger),
    ])
    try Self.removeFirstRequestGuard(from: channel)
    return .http(
      try NIOAsyncChannel(
        wrappingChannelSynchronously: channel,
        configuration: .init(isOutboundHalfClosureEnabled: true)))
  }

  private var upgrader: NIOTypedWebSocketServerUpgrader<Connection> {
    NIOTypedWebSocketServerUpgrader(
      maxFrameSize: configuration.maximumBodySize,
      shouldUpgrade: { channel, head in
        // Never refused here: NIO would drop the request, and the client wait for an answer. Who offers another protocol is told so by the
        // close of the socket.
        var headers = HTTPHeaders()
        if Self.offersSubprotocol(head) {
          headers.add(name: "sec-websocket-protocol", value: Self.subprotocol)
        }
        return channel.eventLoop.makeSucceededFuture(headers)
      },
      upgradePipelineHandler: { [maximumBodySize = configuration.maximumBodySize] channel, head in
        channel.eventLoop.makeCompletedFuture {
          try Self.removeFirstRequestGuard(from: channel)
          try channel.pipeline.syncOperations.addHandlers([
            SocketFrameCheck(),
            NIOWebSocketFrameAggregator(
              minNonFinalFragmentSize: 0, maxAccumulatedFrameCount: 1_024,
              maxAccumulatedFrameSize: maximumBodySize),
          ])
          return .socket(try NIOAsyncChannel(wrappingChannelSynchronously: channel), head)
        }
      })
  }

  private static func offersSubprotocol(_ head: HTTPRequestHead) -> Bool {
    head.headers[canonicalForm: "sec-websocket-protocol"].contains(Substring(subprotocol))
  }

  private static func removeFirstRequestGuard(from channel: any Channel) throws {
    let pipeline = channel.pipeline.syncOperations
    pipeline.removeHandler(
      context: try pipeline.context(handlerType: FirstRequestGuard.self), promise: nil)
  }

  /// Bodies of less are not worth it.
  private static let minimumCompressedSize = 1_024

  /// What is compressed where the client accepts that: streams, and bodies that are not small.
  private static func compression(
    _ head: inout HTTPResponseHead, isSupported: Bool
  ) -> HTTPResponseCompressor.CompressionIntent {
    if let length = head.headers["content-length"].first.flatMap({ Int($0) }),
      length < minimumCompressedSize
    {
      return .doNotCompress
    }
    return .compressIfPossible
  }
}
