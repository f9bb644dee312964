import NIOCore
import NIOWebSocket

/// Asks for a WebSocket, and makes the connection one when that is granted.
///
/// NIO's own client is not used: it loses frames that come in one segment with the answer.
final class SocketHandshake: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer
  typealias OutboundOut = ByteBuffer
  typealias Upgraded = NIOAsyncChannel<WebSocketFrame, WebSocketFrame>

  /// The answer was another one, or none.
  struct Refused: Error {
    let answer: String
  }

  private let request: String
  private let done: EventLoopPromise<Upgraded>
  private var received = ByteBuffer()
  private var isDone = false

  init(request: String, done: EventLoopPromise<Upgraded>) {
    self.request = request
    self.done = done
  }

  func channelActive(context: ChannelHandlerContext) {
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: request)), promise: nil)
    context.fireChannelActive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isDone else { return context.fireChannelRead(data) }
    received.writeImmutableBuffer(unwrapInboundIn(data))
    let text = String(buffer: received)
    guard let end = text.utf8.firstRange(of: "\r\n\r\n".utf8) else { return }
    isDone = true
    let head = text.utf8[..<end.upperBound]
    guard text.hasPrefix("HTTP/1.1 101 ") else {
      done.fail(Refused(answer: text))
      return context.close(promise: nil)
    }
    received.moveReaderIndex(forwardBy: head.count)
    do {
      let pipeline = context.pipeline.syncOperations
      try pipeline.addHandlers([
        WebSocketFrameEncoder(),
        ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: 16 << 20)),
      ])
      done.succeed(try Upgraded(wrappingChannelSynchronously: context.channel))
    } catch {
      done.fail(error)
    }
    if received.readableBytes > 0 { context.fireChannelRead(wrapInboundOut(received)) }
  }

  func channelInactive(context: ChannelHandlerContext) {
    if !isDone { done.fail(Refused(answer: String(buffer: received))) }
    context.fireChannelInactive()
  }
}
