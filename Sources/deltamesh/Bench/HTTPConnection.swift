import Foundation

/// One connection of the load: a request is sent, its response is read whole, then the next may be sent.
struct HTTPConnection {
  let descriptor: Int32
  /// When the request was sent that is not answered yet.
  private(set) var sentAt: Int64 = 0
  private var buffer: [UInt8] = []
  private var filled = 0

  init(port: Int) throws {
    descriptor = try Sockets.connect(port: port)
    buffer = [UInt8](repeating: 0, count: 64 << 10)
  }

  /// Sends a request.
  mutating func send(_ request: [UInt8]) throws {
    filled = 0
    sentAt = Stopwatch.now()
    try Sockets.send(request, to: descriptor)
  }

  /// Reads what has come; returns the whole response once it is there, which is good until the next request.
  mutating func receive() throws -> ArraySlice<UInt8>? {
    if filled == buffer.count {
      buffer.append(contentsOf: repeatElement(0, count: buffer.count))
    }
    let room = buffer.count - filled
    let start = filled
    let descriptor = descriptor
    let count = buffer.withUnsafeMutableBytes {
      recv(descriptor, $0.baseAddress.map { $0 + start }, room, 0)
    }
    if count == 0 { throw BenchError("the server closed a connection") }
    if count < 0 { throw Sockets.failure("recv") }
    filled += count
    return try Self.length(of: buffer[..<filled]).flatMap {
      $0 <= filled ? buffer[..<$0] : nil
    }
  }

  /// How long the response is that begins here; nil as long as its head is not whole.
  private static func length(of bytes: ArraySlice<UInt8>) throws -> Int? {
    var contentLength: Int?
    var start = 0
    for index in bytes.indices where bytes[index] == 10 {
      let line = bytes[start..<index]
      if line.count <= 1 {
        guard let contentLength else { throw BenchError("a response has no length") }
        return index + 1 + contentLength
      }
      if let length = Self.contentLength(line) { contentLength = length }
      start = index + 1
    }
    return nil
  }

  /// The length that a line of the head says, if it says one.
  private static func contentLength(_ line: ArraySlice<UInt8>) -> Int? {
    let name = "content-length:"
    guard line.count > name.utf8.count,
      zip(line, name.utf8).allSatisfy({ $0 | ($0 < 91 && $0 > 64 ? 32 : 0) == $1 })
    else { return nil }
    var length = 0
    for byte in line.dropFirst(name.utf8.count) where 48...57 ~= byte && length < 1 << 30 {
      length = length * 10 + Int(byte - 48)
    }
    return length
  }
}
