import NIOCore
import NIOPosix
import PeerWire
import Synchronization
import Testing

/// A man in the middle: passes bytes between those who dial it and one address, altered or cut as a test says.
final class Relay: Sendable {
  /// Where bytes come from.
  enum Side: Sendable { case dialler, listener }

  /// What to do with bytes of the connection with this number (from 1), that stand at an offset of their direction: change
  /// them, and say whether to go on, or to cut the connection behind them.
  typealias Tamper = @Sendable (_ connection: Int, Side, _ offset: Int, inout [UInt8]) -> Bool

  private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
  private let server: any Channel
  let address: PeerAddress

  init(to target: PeerAddress, tamper: @escaping Tamper = { _, _, _, _ in true }) async throws {
    let loop = group.next()
    let box = Box()
    let count = NIOLoopBoundBox.makeBoxSendingValue(0, eventLoop: loop)
    server = try await ServerBootstrap(group: loop)
      .childChannelOption(.allowRemoteHalfClosure, value: true)
      .childChannelInitializer { near in
        count.value += 1
        let number = count.value
        return ClientBootstrap(group: loop)
          .channelOption(.allowRemoteHalfClosure, value: true)
          .connect(host: target.host, port: Int(target.port))
          .flatMapThrowing { far in
            box.pipes.withLock { $0 += [near, far] }
            try near.pipeline.syncOperations.addHandler(
              Pipe(to: far) { tamper(number, .dialler, $0, &$1) })
            try far.pipeline.syncOperations.addHandler(
              Pipe(to: near) { tamper(number, .listener, $0, &$1) })
          }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    shared = box
    let port = try #require(server.localAddress?.port)
    address = try #require(PeerAddress("127.0.0.1:\(port)"))
  }

  private let shared: Box

  private final class Box: Sendable {
    let pipes = Mutex<[any Channel]>([])
  }

  /// Cuts all connections that there are.
  func cut() {
    for channel in shared.pipes.withLock({ $0 }) { channel.close(promise: nil) }
  }

  func shutdown() async throws {
    cut()
    try await group.shutdownGracefully()
  }
}

/// Passes what arrives on one socket to another one.
private final class Pipe: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private let other: any Channel
  private let tamper: (Int, inout [UInt8]) -> Bool
  private var offset = 0

  init(to other: any Channel, tamper: @escaping (Int, inout [UInt8]) -> Bool) {
    self.other = other
    self.tamper = tamper
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var bytes = Array(unwrapInboundIn(data).readableBytesView)
    let count = bytes.count
    let goesOn = tamper(offset, &bytes)
    offset += count
    let other = other
    let near = context.channel
    other.writeAndFlush(other.allocator.buffer(bytes: bytes)).whenComplete { _ in
      guard !goesOn else { return }
      other.close(promise: nil)
      near.close(promise: nil)
    }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case .some(.inputClosed) = event as? ChannelEvent {
      other.close(mode: .output, promise: nil)
    }
  }

  func channelInactive(context: ChannelHandlerContext) { other.close(promise: nil) }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }
}
