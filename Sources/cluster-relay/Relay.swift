import NIOCore
import NIOPosix

/// Copies bytes from one end of a connection to the other, at the speed of the slower one.
final class Relay: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  /// The other end; on the side that dialled in it comes later, and nothing is read before.
  private var other: (any Channel)?
  private let target: SocketAddress?

  /// The end that dialled in; it connects to `target` when it is active.
  init(connectingTo target: SocketAddress) {
    self.target = target
  }

  private init(to other: any Channel) {
    self.other = other
    target = nil
  }

  func channelActive(context: ChannelHandlerContext) {
    guard let target else { return }
    let channel = context.channel
    ClientBootstrap(group: context.eventLoop)
      .channelOption(.autoRead, value: false)
      .channelInitializer { far in
        far.eventLoop.makeCompletedFuture {
          try far.pipeline.syncOperations.addHandler(Relay(to: channel))
        }
      }
      .connect(to: target)
      .assumeIsolated()
      .whenComplete { result in
        switch result {
        case .success(let far):
          self.other = far
          channel.read()
          far.read()
        case .failure: channel.close(promise: nil)
        }
      }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard let other else { return }
    let channel = context.channel
    other.writeAndFlush(unwrapInboundIn(data)).whenComplete { result in
      switch result {
      case .success: channel.read()
      case .failure:
        channel.close(promise: nil)
        other.close(promise: nil)
      }
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    other?.close(promise: nil)
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }
}
