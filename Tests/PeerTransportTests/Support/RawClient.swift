import NIOCore
import NIOPosix
import PeerWire

/// A bare socket that sends what a test says.
enum RawClient {
  /// Sends bytes, and waits until the other side has ended the connection; gives what it sent.
  static func answer(to bytes: [UInt8], from address: PeerAddress) async throws -> [UInt8] {
    let answer = Gathered<[UInt8]>()
    let channel = try await open(address, answer)
    try await channel.writeAndFlush(channel.allocator.buffer(bytes: bytes)).get()
    try await channel.closeFuture.get()
    return answer.all.flatMap { $0 }
  }

  /// A connection that says nothing.
  static func open(
    _ address: PeerAddress, _ answer: Gathered<[UInt8]> = Gathered()
  ) async throws -> any Channel {
    try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(Collector(answer))
        }
      }
      .connect(host: address.host, port: Int(address.port)).get()
  }

  private final class Collector: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let answer: Gathered<[UInt8]>

    init(_ answer: Gathered<[UInt8]>) { self.answer = answer }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      answer.append(Array(unwrapInboundIn(data).readableBytesView))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
      context.close(promise: nil)
    }
  }
}
