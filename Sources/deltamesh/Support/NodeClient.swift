import Foundation
import GraphQL
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import NIOTLS

/// Talks to a running node over HTTP or HTTPS.
struct NodeClient {
  /// Which certificates are trusted.
  enum Trust: Sendable {
    /// Those signed by an authority that the system knows, for the node's host.
    case knownAuthorities
    /// Those signed by who is in this PEM, for the node's host.
    case authority([UInt8])
    /// Only the first one in this PEM, whatever host it is for.
    case exactly([UInt8])
  }

  /// Where the node is, as `http://127.0.0.1:4000`.
  let base: String
  private let host: String
  private let port: Int
  private let path: String
  private let token: String?
  private let timeLimit: Duration
  private let tls: (context: NIOSSLContext, exact: NIOSSLCertificate?)?

  /// A client of the node at an address, which gives a request so much time from first to last.
  /// - Throws: ``Failure`` where that is none, or the certificate can't be read.
  init(
    base: String, token: String? = nil, trust: Trust = .knownAuthorities, timeLimit: Duration
  ) throws {
    guard let parts = URLComponents(string: base), let host = parts.host, !host.isEmpty,
      let scheme = parts.scheme, ["http", "https"].contains(scheme), parts.query == nil
    else {
      throw Failure(
        .configuration, "\(base) is not the address of a node, such as http://127.0.0.1:4000")
    }
    self.base = base
    self.host = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
    self.token = token
    self.timeLimit = timeLimit
    port = parts.port ?? (scheme == "https" ? 443 : 80)
    path = parts.path.hasSuffix("/") ? String(parts.path.dropLast()) : parts.path
    tls = scheme == "https" ? try Self.tls(trust) : nil
  }

  private static func tls(
    _ trust: Trust
  ) throws -> (context: NIOSSLContext, exact: NIOSSLCertificate?) {
    var configuration = TLSConfiguration.makeClientConfiguration()
    do {
      switch trust {
      case .knownAuthorities: return (try NIOSSLContext(configuration: configuration), nil)
      case .authority(let pem):
        configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(pem))
        return (try NIOSSLContext(configuration: configuration), nil)
      case .exactly(let pem):
        let chain = try NIOSSLCertificate.fromPEMBytes(pem)
        return (try NIOSSLContext(configuration: configuration), chain.first)
      }
    } catch {
      throw Failure(.configuration, "there is no certificate in PEM to trust the node by: \(error)")
    }
  }

  /// Sends an operation and returns `data`.
  /// - Throws: ``Failure`` where the node can't be reached, or answers with errors.
  func execute(_ path: String, query: String, variables: JSON = .object([:])) async throws -> JSON {
    let body: [UInt8]
    do {
      body = try await postInTime(
        path, JSON.object(["query": .string(query), "variables": variables]).bytes)
    } catch let failure as Failure {
      throw failure
    } catch let error as NIOSSLError {
      throw Failure(
        .unavailable,
        "the certificate of the node at \(base) is not trusted; name the node's configuration by --config, or its certificate by --certificate (\(error))"
      )
    } catch {
      throw Failure(.unavailable, "no node answers at \(base); is it running? (\(error))")
    }
    guard
      let response = try? JSON(
        parsing: body, limits: JSONLimits(bytes: Self.maximumAnswer, depth: 64))
    else {
      throw Failure(.unavailable, "what answers at \(base) is not a Deltamesh node")
    }
    if let error = response["errors"]?[0] {
      let message = error["message"]?.stringValue ?? "\(error)"
      guard error["extensions"]?["code"] == "UNAUTHENTICATED" else {
        throw Failure(.badData, message)
      }
      throw Failure(
        .noAccess,
        "\(message); name the node's configuration by --config, or a token of scope admin by --token-file"
      )
    }
    return response["data"] ?? .null
  }

  /// The most bytes of an answer.
  private static let maximumAnswer = 64 << 20

  /// Posts JSON, and returns what the node answers within the time limit.
  private func postInTime(_ path: String, _ body: [UInt8]) async throws -> [UInt8] {
    try await withThrowingTaskGroup(of: [UInt8]?.self) { group in
      group.addTask { try await post(path, body) }
      group.addTask {
        try await Task.sleep(for: timeLimit)
        return nil
      }
      defer { group.cancelAll() }
      guard let answer = try await group.next() ?? nil else {
        throw Failure(
          .unavailable,
          "the node at \(base) has not answered within \(timeLimit.components.seconds) s; look at its log, or give it more time by --timeout. What was asked for may still be done"
        )
      }
      return answer
    }
  }

  /// Posts JSON, and returns what the node answers.
  private func post(_ path: String, _ body: [UInt8]) async throws -> [UInt8] {
    let (channel, handshake) = try await connect()
    return try await channel.executeThenClose { inbound, outbound in
      // What fails in it would come as a closed channel else. A future does not end when its task is cancelled, a channel does.
      try await withTaskCancellationHandler {
        try await handshake?.get()
      } onCancel: {
        channel.channel.close(promise: nil)
      }
      var head = HTTPRequestHead(version: .http1_1, method: .POST, uri: self.path + path)
      head.headers.add(
        name: "host", value: host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)")
      head.headers.add(name: "content-type", value: "application/json")
      head.headers.add(name: "content-length", value: "\(body.count)")
      head.headers.add(name: "accept", value: "application/graphql-response+json")
      head.headers.add(name: "connection", value: "close")
      if let token { head.headers.add(name: "authorization", value: "Bearer \(token)") }
      try await outbound.write(.head(head))
      try await outbound.write(.body(.byteBuffer(ByteBuffer(bytes: body))))
      try await outbound.write(.end(nil))
      var answer: [UInt8] = []
      for try await part in inbound {
        switch part {
        case .head: break
        case .body(let buffer):
          guard answer.count + buffer.readableBytes <= Self.maximumAnswer else {
            throw Failure(.unavailable, "what answers at \(base) is not a Deltamesh node")
          }
          answer += buffer.readableBytesView
        case .end: return answer
        }
      }
      return answer
    }
  }

  private func connect() async throws -> (
    NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>,
    handshake: EventLoopFuture<Void>?
  ) {
    let tls = tls
    let host = host
    return try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .connectTimeout(.seconds(10))
      .connect(host: host, port: port) { channel in
        channel.eventLoop.makeCompletedFuture {
          let pipeline = channel.pipeline.syncOperations
          var handshake: EventLoopPromise<Void>?
          if let tls {
            let promise = channel.eventLoop.makePromise(of: Void.self)
            try pipeline.addHandler(Self.handler(tls.context, tls.exact, host: host))
            try pipeline.addHandler(HandshakeWatch(promise))
            handshake = promise
          }
          try pipeline.addHTTPClientHandlers()
          return (
            try NIOAsyncChannel(wrappingChannelSynchronously: channel), handshake?.futureResult
          )
        }
      }
  }

  private static func handler(
    _ context: NIOSSLContext, _ exact: NIOSSLCertificate?, host: String
  ) throws -> NIOSSLClientHandler {
    let isName = (try? SocketAddress(ipAddress: host, port: 0)) == nil
    let name = isName ? host : nil
    guard let exact else {
      return try NIOSSLClientHandler(context: context, serverHostname: name)
    }
    return try NIOSSLClientHandler(
      context: context, serverHostname: name,
      customVerificationCallback: { chain, promise in
        promise.succeed(chain.first == exact ? .certificateVerified : .failed)
      })
  }
}
