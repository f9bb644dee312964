import NIOCore
import NIOPosix

/// Copies bytes from one end of a connection to the other, at the speed of the slower one.
final class Relay: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let other: any Channel

  private init(to other: any Channel) {
    self.other = other
  }

  /// Connects a node that dialled in to the node that it wants, if they may talk.
  static func connect(
    _ channel: any Channel, to node: Int, port: Int, _ partition: Partition
  ) -> EventLoopFuture<Void> {
    // Node i dials from 127.0.1.i.
    guard let address = channel.remoteAddress?.ipAddress, address.hasPrefix("127.0.1."),
      let dialler = Int(address.dropFirst("127.0.1.".count)),
      partition.admit(channel, Partition.Pair(dialler: dialler, listener: node))
    else { return channel.close() }
    return ClientBootstrap(group: channel.eventLoop)
      .channelOption(.autoRead, value: false)
      .connect(host: "127.0.1.\(node)", port: port)
      .flatMap { target in
        target.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(Relay(to: target))
          try target.pipeline.syncOperations.addHandler(Relay(to: channel))
          channel.read()
          target.read()
        }
      }
      .flatMapError { _ in channel.close() }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let channel = context.channel
    let other = other
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
    other.close(promise: nil)
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }
}
