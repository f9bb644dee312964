import NIOCore
import NIOWebSocket

/// What a client did against RFC 6455.
struct SocketViolation: Error {
  let reason: SocketCloseReason
}

/// Checks of each frame what NIO does not: that it is masked, and has no reserved bits.
final class SocketFrameCheck: ChannelInboundHandler {
  typealias InboundIn = WebSocketFrame
  typealias InboundOut = WebSocketFrame

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let frame = unwrapInboundIn(data)
    if frame.maskKey == nil {
      context.fireErrorCaught(SocketViolation(reason: .maskMissing))
    } else if frame.rsv1 || frame.rsv2 || frame.rsv3 {
      context.fireErrorCaught(SocketViolation(reason: .badFrame))
    } else {
      context.fireChannelRead(data)
    }
  }
}
