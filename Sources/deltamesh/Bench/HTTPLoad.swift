import Foundation

/// Sends requests on connections that stay open, one at a time on each, and takes the time of each.
struct HTTPLoad {
  /// The port of loopback.
  let port: Int
  /// How many connections there are.
  var connections = 32

  /// What came of it.
  struct Result {
    var count = 0
    var seconds = 0.0
    var latencies: [Int64] = []
    /// Bytes of HTTP, both ways.
    var bytes = 0
    /// The last response.
    var response: [UInt8] = []
  }

  /// Goes on for some seconds, or so many requests, whichever comes first; `request` gives the n-th request.
  /// - Throws: ``BenchError`` where a response is not 200, or has errors.
  func run(
    seconds: Double, atMost limit: Int = .max, _ request: (Int) -> [UInt8]
  ) throws -> Result {
    var open: [HTTPConnection] = []
    defer { for connection in open { close(connection.descriptor) } }
    for _ in 0..<connections { open.append(try HTTPConnection(port: port)) }
    var result = Result()
    result.latencies.reserveCapacity(min(limit, 1_000_000))
    var sent = 0
    var waiting = 0
    let watch = Stopwatch()
    let end = Stopwatch.now() + Int64(seconds * 1e9)
    func sendNext(_ index: Int) throws {
      guard sent < limit else { return }
      let bytes = request(sent)
      result.bytes += bytes.count
      sent += 1
      waiting += 1
      try open[index].send(bytes)
    }
    for index in open.indices { try sendNext(index) }
    var polled = open.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
    while waiting > 0 {
      guard poll(&polled, nfds_t(polled.count), 10_000) > 0 else {
        throw BenchError("no response within 10 s")
      }
      for index in polled.indices where polled[index].revents != 0 {
        guard let response = try open[index].receive() else { continue }
        let now = Stopwatch.now()
        waiting -= 1
        result.count += 1
        result.bytes += response.count
        result.latencies.append(now - open[index].sentAt)
        try Self.check(response)
        if result.count == 1 { result.response = Array(response) }
        if now < end { try sendNext(index) }
      }
    }
    result.seconds = watch.seconds
    return result
  }

  /// Every response must be a success with an object and without errors: those would stand behind the data, and a missing document
  /// would be null.
  private static func check(_ response: ArraySlice<UInt8>) throws {
    guard response.starts(with: "HTTP/1.1 200".utf8), response.suffix(3).elementsEqual("}}}".utf8)
    else {
      throw BenchError(
        "a request failed: \(String(decoding: response.prefix(1_000), as: UTF8.self))")
    }
  }
}
