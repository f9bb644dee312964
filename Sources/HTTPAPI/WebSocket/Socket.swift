import NIOCore
import NIOWebSocket
import Synchronization

/// The sending half of a WebSocket.
final class Socket: Sendable {
  private let outbound: NIOAsyncChannelOutboundWriter<WebSocketFrame>
  private let channel: any Channel
  private let isClosing = Atomic(false)

  init(outbound: NIOAsyncChannelOutboundWriter<WebSocketFrame>, channel: any Channel) {
    self.outbound = outbound
    self.channel = channel
  }

  /// Sends a frame, and says whether the client took it in time.
  @concurrent @discardableResult
  func send(
    _ opcode: WebSocketOpcode, _ data: ByteBuffer, _ pace: SubscriberPace
  ) async throws -> Bool {
    let write = pace.began()
    defer { pace.ended(write) }
    try await outbound.write(WebSocketFrame(fin: true, opcode: opcode, data: data))
    return pace.ended(write)
  }

  /// Tells the client why it is closed, and waits for its answer on the reading side for a while.
  @concurrent
  func close(_ reason: SocketCloseReason, within seconds: Int) async {
    guard !isClosing.exchange(true, ordering: .relaxed) else { return }
    // Also where the client takes nothing, and the frame can't be written: the connection ends in time.
    channel.eventLoop.scheduleTask(in: .seconds(Int64(seconds))) { [channel] in
      channel.close(promise: nil)
    }
    var data = ByteBuffer()
    data.write(webSocketErrorCode: WebSocketErrorCode(codeNumber: Int(reason.code)))
    data.writeString(reason.text)
    try? await outbound.write(
      WebSocketFrame(fin: true, opcode: .connectionClose, data: data))
  }

  /// Answers the client's close, or takes its answer: after that nothing may be sent.
  @concurrent
  func answerClose(_ data: ByteBuffer) async {
    guard !isClosing.exchange(true, ordering: .relaxed) else { return }
    var data = data
    let code = data.readSlice(length: min(2, data.readableBytes)) ?? ByteBuffer()
    try? await outbound.write(WebSocketFrame(fin: true, opcode: .connectionClose, data: code))
  }

  /// Ends the connection, whatever is still to be sent.
  func cut() {
    channel.close(promise: nil)
  }

  /// Has the driver told when access has ended.
  func expire(after seconds: Double, _ driver: SocketDriver) {
    let timer = channel.eventLoop.scheduleTask(in: .milliseconds(Int64(seconds * 1_000))) {
      _ = Task { await driver.expired(on: self) }
    }
    channel.closeFuture.whenComplete { _ in timer.cancel() }
  }
}
