import Foundation

/// The few calls of the system's sockets that the measurements need.
enum Sockets {
  #if canImport(Glibc) || canImport(Musl)
    private static let streamType = Int32(SOCK_STREAM.rawValue)
  #else
    private static let streamType = SOCK_STREAM
  #endif

  /// A port of loopback that nobody listens at.
  static func freePort() throws -> Int {
    let (descriptor, port) = try listen()
    close(descriptor)
    return port
  }

  /// Listens at a free port of loopback.
  static func listen() throws -> (descriptor: Int32, port: Int) {
    let descriptor = socket(AF_INET, streamType, 0)
    guard descriptor >= 0 else { throw failure("socket") }
    var address = loopback(port: 0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let code = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        guard bind(descriptor, address, length) == 0 else { return Int32(-1) }
        guard Foundation.listen(descriptor, 64) == 0 else { return Int32(-1) }
        return getsockname(descriptor, address, &length)
      }
    }
    guard code == 0 else {
      close(descriptor)
      throw failure("bind")
    }
    return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
  }

  /// Connects to a port of loopback.
  static func connect(port: Int) throws -> Int32 {
    let descriptor = socket(AF_INET, streamType, 0)
    guard descriptor >= 0 else { throw failure("socket") }
    var address = loopback(port: port)
    let code = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Foundation.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard code == 0 else {
      close(descriptor)
      throw failure("connect")
    }
    withoutDelay(descriptor)
    return descriptor
  }

  /// Lets small writes go out at once.
  static func withoutDelay(_ descriptor: Int32) {
    var on: Int32 = 1
    setsockopt(
      descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
  }

  /// Sends all bytes.
  static func send(_ bytes: [UInt8], to descriptor: Int32) throws {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        Foundation.send(
          descriptor, $0.baseAddress.map { $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw failure("send") }
      sent += count
    }
  }

  /// What a call of the system failed with.
  static func failure(_ call: String) -> BenchError {
    BenchError("\(call): \(String(cString: strerror(errno)))")
  }

  private static func loopback(port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(truncatingIfNeeded: port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
  }

  /// How many bytes of payload the connections of this process to a port of loopback have carried so far, both ways; nil where the
  /// system does not tell.
  static func bytesCarried(toPort port: Int) -> Int? {
    #if os(Linux)
      var total: Int?
      for descriptor in Int32(0)..<1_024 {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutablePointer(to: &address) {
          $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            getpeername(descriptor, $0, &length)
          }
        }
        guard code == 0, address.sin_family == sa_family_t(AF_INET),
          UInt16(bigEndian: address.sin_port) == UInt16(truncatingIfNeeded: port)
        else { continue }
        // struct tcp_info of Linux: at 120 and 128 the bytes that were acknowledged and received.
        var info = [UInt64](repeating: 0, count: 32)
        var size = socklen_t(256)
        guard getsockopt(descriptor, Int32(IPPROTO_TCP), TCP_INFO, &info, &size) == 0, size >= 136
        else { continue }
        total = (total ?? 0) + Int(info[15]) + Int(info[16])
      }
      return total
    #else
      return nil
    #endif
  }
}
