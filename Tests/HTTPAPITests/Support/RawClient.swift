import GraphQL
import NIOCore
import NIOPosix
import Testing

/// A client that sends bytes as they are.
struct RawClient {
  let port: Int

  /// Sends a request and reads until the server closes. The request gets the headers `Host` and `Connection: close`, and the length
  /// of its body.
  func send(
    _ method: String, _ target: String, headers: [String] = [], host: String? = nil,
    body: String? = nil
  ) async throws -> RawResponse {
    var lines = ["\(method) \(target) HTTP/1.1", "Host: \(host ?? "127.0.0.1:\(port)")"]
    lines += ["Connection: close"] + headers
    if let body { lines.append("Content-Length: \(body.utf8.count)") }
    return try await send(raw: lines.joined(separator: "\r\n") + "\r\n\r\n" + (body ?? ""))
  }

  /// Posts a GraphQL request.
  func post(
    _ query: String, variables: JSON? = nil, accept: String? = "application/graphql-response+json",
    path: String = "/graphql"
  ) async throws -> RawResponse {
    var object = JSONObject()
    object.append(key: "query", value: .string(query))
    if let variables { object.append(key: "variables", value: variables) }
    return try await post(body: JSON.object(object).description, accept: accept, path: path)
  }

  /// Posts a body.
  func post(
    body: String, type: String? = "application/json",
    accept: String? = "application/graphql-response+json", path: String = "/graphql"
  ) async throws -> RawResponse {
    let headers = [type.map { "Content-Type: \($0)" }, accept.map { "Accept: \($0)" }]
    return try await send("POST", path, headers: headers.compactMap { $0 }, body: body)
  }

  /// Posts a query, and gives the head of the response and its body as bytes; the server must say its length.
  func postForBytes(
    _ query: String, headers: [String] = []
  ) async throws -> (head: RawResponse, body: [UInt8]) {
    let body = JSON.object(["query": .string(query)]).description
    let lines =
      [
        "POST /graphql HTTP/1.1", "Host: 127.0.0.1:\(port)", "Connection: close",
        "Content-Type: application/json", "Content-Length: \(body.utf8.count)",
      ] + headers
    let request = lines.joined(separator: "\r\n") + "\r\n\r\n" + body
    return try await talk { connection in
      try await connection.write(request)
      var bytes: [UInt8] = []
      while let buffer = try await connection.iterator.next(isolation: #isolation) {
        bytes += buffer.readableBytesView
      }
      let end = bytes.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound ?? bytes.endIndex
      return (
        RawResponse(String(decoding: bytes[..<end], as: UTF8.self)), Array(bytes[end...])
      )
    }
  }

  /// Sends bytes, and reads until the server closes.
  func send(raw text: String) async throws -> RawResponse {
    try await talk { connection in
      try await connection.write(text)
      return RawResponse(try await connection.readToEnd())
    }
  }

  /// Opens a connection for as long as `body` runs.
  func talk<Value: Sendable>(
    _ body: @Sendable (inout Connection) async throws -> Value
  ) async throws -> Value {
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .connect(host: "127.0.0.1", port: port) { channel in
        channel.eventLoop.makeCompletedFuture {
          try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
        }
      }
    return try await channel.executeThenClose { inbound, outbound in
      var connection = Connection(iterator: inbound.makeAsyncIterator(), outbound: outbound)
      return try await body(&connection)
    }
  }

  struct Connection {
    var iterator: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private(set) var read = ""

    init(
      iterator: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator,
      outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) {
      self.iterator = iterator
      self.outbound = outbound
    }

    func write(_ text: String) async throws {
      try await outbound.write(ByteBuffer(string: text))
    }

    /// Reads until a text has come; it is an issue where the server closes before.
    mutating func expect(_ text: String) async throws {
      while !read.utf8.contains(text.utf8) {
        guard let buffer = try await iterator.next(isolation: #isolation) else {
          Issue.record("closed behind: \(read)")
          return
        }
        read += String(buffer: buffer)
      }
    }

    /// Everything up to the end; a reset connection is one as well.
    mutating func readToEnd() async throws -> String {
      do {
        while let buffer = try await iterator.next(isolation: #isolation) {
          read += String(buffer: buffer)
        }
      } catch is IOError {}
      return read
    }
  }
}

/// A response, taken apart.
struct RawResponse: Sendable {
  let status: Int
  /// Names in small letters.
  let headers: [String: String]
  let body: String

  init(_ text: String) {
    let parts = text.split(separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
    let lines = parts[0].split(separator: "\r\n")
    status = lines.first.flatMap { Int($0.split(separator: " ").dropFirst().first ?? "") } ?? 0
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      let pair = line.split(separator: ":", maxSplits: 1)
      headers[pair[0].lowercased()] = pair.count > 1 ? String(pair[1].dropFirst()) : ""
    }
    self.headers = headers
    let body = parts.count > 1 ? String(parts[1]) : ""
    self.body = headers["transfer-encoding"] == "chunked" ? Self.joined(body) : body
  }

  /// The body as JSON; null where it is none.
  var json: JSON { (try? JSON(parsing: body)) ?? .null }

  /// The code of the only error.
  var code: JSON? { json["errors"]?[0]?["extensions"]?["code"] }

  /// The message of the first error.
  var message: String { json["errors"]?[0]?["message"]?.stringValue ?? "" }

  var contentType: String? { headers["content-type"] }

  private static func joined(_ chunks: String) -> String {
    var rest = Substring(chunks)
    var body = ""
    while let end = rest.firstRange(of: "\r\n") {
      guard let count = Int(rest[..<end.lowerBound], radix: 16), count > 0 else { break }
      let start = end.upperBound
      let stop = rest.utf8.index(start, offsetBy: count, limitedBy: rest.endIndex) ?? rest.endIndex
      body += rest[start..<stop]
      rest = rest[stop...].dropFirst("\r\n".count)
    }
    return body
  }
}
