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

  /// How long a subscription may be silent, a subscriber slow, and a token good.
  struct Pace: Sendable {
    /// After how many seconds without an event a comment is written.
    let keepAliveSeconds: Int
    /// How it is told whether the subscriber takes what is sent.
    let subscriber: SubscriberPace
    /// After how many seconds access ends; nil for never.
    let secondsLeft: Double?
    /// Closes the connection of a subscriber that takes nothing.
    let cut: @Sendable () -> Void
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

    private enum Wake: Sendable {
      case event(OperationResult?)
      case silence
      case stop
      case expiry
    }

    /// Writes the events of a source until it ends, the server stops, access expires, or the subscriber takes nothing; and a comment
    /// whenever no event came for a while.
    @concurrent
    mutating func follow(
      _ source: any EventSource, pace: Pace,
      render: @escaping @Sendable (OperationResult) -> [UInt8]
    ) async throws {
      // The head of the response leaves with the first write: the client shall see at once that it is subscribed.
      try await comment()
      let subscriber = pace.subscriber
      try await withThrowingTaskGroup(of: Wake.self) { group in
        func awaitEvent() { group.addTask { .event(await source.next()) } }
        func awaitSilence() {
          group.addTask {
            try? await Task.sleep(for: .seconds(pace.keepAliveSeconds))
            return .silence
          }
        }
        defer { group.cancelAll() }
        group.addTask {
          try? await gracefulShutdown()
          return .stop
        }
        group.addTask {
          if (try? await subscriber.giveUp()) != nil { pace.cut() }
          return .stop
        }
        if let seconds = pace.secondsLeft {
          group.addTask {
            try? await Task.sleep(for: .seconds(seconds))
            return .expiry
          }
        }
        awaitEvent()
        awaitSilence()
        while let wake = try await group.next() {
          switch wake {
          case .event(nil), .stop: return
          case .expiry:
            let error = SubscriberPace.expired(lastSync: source.resumeToken)
            return try await next(GraphQLResponse.json(errors: [error]))
          case .event(let event?):
            let bytes = render(event)
            let token = source.resumeToken
            let write = subscriber.began()
            defer { subscriber.ended(write) }
            try await next(bytes)
            guard subscriber.ended(write) else {
              let error = SubscriberPace.error(lastSync: token)
              return try await next(GraphQLResponse.json(errors: [error]))
            }
            awaitEvent()
          case .silence:
            let write = subscriber.began()
            defer { subscriber.ended(write) }
            try await comment()
            guard subscriber.ended(write) else {
              let error = SubscriberPace.error(lastSync: source.resumeToken)
              return try await next(GraphQLResponse.json(errors: [error]))
            }
            awaitSilence()
          }
        }
      }
    }
  }
}
