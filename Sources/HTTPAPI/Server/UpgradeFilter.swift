import NIOCore
import NIOHTTP1

/// Lets only requests through as upgrades that are to become sockets: to a path of GraphQL, as RFC 6455 has it, and not from a page of a
/// site that is not allowed. All others lose the header, and are answered as ordinary requests: NIO's upgrade handler drops the head of a
/// request whose upgrade it refuses.
final class UpgradeFilter: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart

  private let paths: Set<String>
  private let policy: SitePolicy

  init(paths: Set<String>, policy: SitePolicy) {
    self.paths = paths
    self.policy = policy
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard case .head(var head) = unwrapInboundIn(data), head.headers.contains(name: "upgrade"),
      !isAccepted(head)
    else { return context.fireChannelRead(data) }
    head.headers.remove(name: "upgrade")
    // NIO's decoder stops behind any request for an upgrade, so this is the last one of the connection.
    head.headers.replaceOrAdd(name: "connection", value: "close")
    context.fireChannelRead(wrapInboundOut(.head(head)))
  }

  private func isAccepted(_ head: HTTPRequestHead) -> Bool {
    guard head.method == .GET, paths.contains(String(head.uri.prefix { $0 != "?" })),
      head.headers[canonicalForm: "upgrade"].contains(where: { $0.lowercased() == "websocket" }),
      head.headers["sec-websocket-version"] == ["13"],
      head.headers["sec-websocket-key"].count == 1
    else { return false }
    let verdict = policy.verdict(
      authority: head.headers["host"].first, origin: head.headers["origin"].first,
      site: head.headers["sec-fetch-site"].first)
    switch verdict {
    case .own, .allowed: return true
    case .refused: return false
    }
  }
}

/// Before the first request: a connection whose head does not come in time, however slowly it is sent, or that sends something else, is
/// closed, and so is any when the server stops.
final class FirstRequestGuard: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = NIOAny

  private let time: TimeAmount
  private var timer: Scheduled<Void>?

  init(time: TimeAmount) {
    self.time = time
  }

  func handlerAdded(context: ChannelHandlerContext) {
    let channel = context.channel
    timer = context.eventLoop.scheduleTask(in: time) { channel.close(promise: nil) }
  }

  func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if event is ChannelShouldQuiesceEvent {
      context.close(promise: nil)
    } else {
      context.fireUserInboundEventTriggered(event)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    // What was no HTTP has been answered by now, and behind it nothing can be read.
    context.close(promise: nil)
  }
}
