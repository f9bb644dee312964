import GraphQL
import Hummingbird
import NIOCore
import ServiceLifecycle

/// Server-Sent Events as the GraphQL-over-SSE protocol uses them: `next` events with a response each, then `complete`.
enum EventStream {
  /// A response whose body `write` writes; `complete` is added behind it. A client that leaves ends it.
  static func response(
    _ write: @escaping @concurrent @Sendable (inout Writer) async throws -> Void
  ) -> Response {
    Response(
      status: .ok,
      headers: [.contentType: MediaType.eventStream.contentType, .cacheControl: "no-store"],
      body: ResponseBody { body in
        var writer = Writer(body: body)
        try await write(&writer)
        try await writer.complete()
        body = writer.body
        try await body.finish(nil)
      })
  }

  /// Writes events.
  struct Writer {
    fileprivate var body: any ResponseBodyWriter

    /// Writes a response as an event. JSON has no line breaks, so it is one line of data.
    @concurrent
    mutating func next(_ json: [UInt8]) async throws {
      var buffer = ByteBuffer()
      buffer.reserveCapacity(json.count + 24)
      buffer.writeString("event: next\ndata: ")
      buffer.writeBytes(json)
      buffer.writeString("\n\n")
      try await body.write(buffer)
    }

    @concurrent
    fileprivate mutating func complete() async throws {
      try await body.write(ByteBuffer(string: "event: complete\ndata:\n\n"))
    }

    @concurrent
    private mutating func comment() async throws {
      try await body.write(ByteBuffer(string: ":\n\n"))
    }

    /// Writes the events of a source until it ends or the server stops, and a comment whenever none came for a while.
    @concurrent
    mutating func follow(
      _ source: any EventSource, keepAliveSeconds: Int,
      render: @escaping @Sendable (OperationResult) -> [UInt8]
    ) async throws {
      // The head of the response leaves with the first write: the client shall see at once that it is subscribed.
      try await comment()
      enum Wake: Sendable {
        case event(OperationResult?)
        case silence
        case stop
      }
      try await withThrowingTaskGroup(of: Wake.self) { group in
        func awaitEvent() { group.addTask { .event(await source.next()) } }
        func awaitSilence() {
          group.addTask {
            try? await Task.sleep(for: .seconds(keepAliveSeconds))
            return .silence
          }
        }
        defer { group.cancelAll() }
        group.addTask {
          try? await gracefulShutdown()
          return .stop
        }
        awaitEvent()
        awaitSilence()
        while let wake = try await group.next() {
          switch wake {
          case .event(nil), .stop: return
          case .event(let event?):
            try await next(render(event))
            awaitEvent()
          case .silence:
            try await comment()
            awaitSilence()
          }
        }
      }
    }
  }
}
