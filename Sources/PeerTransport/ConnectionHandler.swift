internal import NIOCore
internal import PeerWire

/// One socket: brings what happens on it to the transport, and ends it in an orderly way.
final class ConnectionHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  /// How far the socket is.
  private enum Stage {
    /// It belongs to a link. Then: `lingering`, `over`.
    case live
    /// The link is over; what arrives is dropped until the peer ends its stream. Then: `over`.
    case lingering
    /// Closed. The last stage.
    case over
  }

  let channel: any Channel
  /// The link's number; nil for an accepted socket that has none yet.
  var number: LinkNumber?
  private let core: TransportCore
  private var stage = Stage.live
  private var isReading = true
  /// Whether the peer has ended its stream.
  private var hasEnded = false

  init(_ core: TransportCore, channel: any Channel, number: LinkNumber?) {
    self.core = core
    self.channel = channel
    self.number = number
  }

  // MARK: From the socket

  func channelActive(context: ChannelHandlerContext) {
    core.opened(self)
    context.fireChannelActive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard case .live = stage, let number else { return }
    unwrapInboundIn(data).withUnsafeReadableBytes { core.received($0, on: number) }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    guard case .some(.inputClosed) = event as? ChannelEvent else {
      return context.fireUserInboundEventTriggered(event)
    }
    hasEnded = true
    switch stage {
    case .live: end(.endOfStream)
    case .lingering: drop()
    case .over: break
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    let reason = (error as? IOError)?.localizedReason ?? "\(error)"
    end(.failed(reason))
    drop()
  }

  func channelInactive(context: ChannelHandlerContext) {
    end(.endOfStream)
    stage = .over
    core.closed(self)
    context.fireChannelInactive()
  }

  private func end(_ how: LinkMachine.TransportEnd) {
    guard case .live = stage, let number else { return }
    stage = .lingering
    core.ended(how, number)
  }

  // MARK: From the transport

  /// Writes bytes, without flushing.
  func write(_ bytes: [UInt8]) {
    let count = bytes.count
    channel.write(channel.allocator.buffer(bytes: bytes)).assumeIsolated().whenSuccess {
      if let number = self.number { self.core.wrote(count, on: number) }
    }
  }

  /// Stops or resumes reading.
  func setReading(_ isReading: Bool) {
    guard self.isReading != isReading, channel.isActive else { return }
    self.isReading = isReading
    try? channel.syncOptions?.setOption(.autoRead, value: isReading)
    if isReading { channel.read() }
  }

  /// Writes what is still to be written, ends the outgoing stream, waits for the peer's end for two seconds, and closes.
  func finish() {
    guard case .over = stage else {
      stage = .lingering
      setReading(true)
      let channel = channel
      channel.writeAndFlush(channel.allocator.buffer(capacity: 0)).assumeIsolated().whenComplete {
        _ in
        if self.hasEnded { self.drop() } else { channel.close(mode: .output, promise: nil) }
      }
      channel.eventLoop.scheduleTask(in: .seconds(2)) { channel.close(promise: nil) }
      return
    }
  }

  /// Closes at once.
  func drop() {
    if case .over = stage { return }
    stage = .lingering
    channel.close(promise: nil)
  }
}
