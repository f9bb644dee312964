import NIOCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Why HTTP can't be served.
public struct HTTPServerError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong, and what to do.
  public let message: String

  /// An error.
  public init(_ message: String) {
    self.message = message
  }

  /// The message.
  public var description: String { message }

  /// An error of listening at an address.
  init(_ error: any Error, host: String, port: Int) {
    let place = "can't serve HTTP on \(host.contains(":") ? "[\(host)]" : host):\(port)"
    let reason =
      switch (error as? IOError)?.errnoCode {
      case EADDRINUSE?:
        "the port is in use; is another node running there? choose another http.port, or stop it"
      case EACCES?: "this user may not use the port; choose an http.port above 1023"
      case EADDRNOTAVAIL?: "this machine has no such address; check http.host"
      case nil where error is SocketAddressError || error is SocketAddressError.UnknownHost:
        "the host is not known; check http.host"
      default: "\(error)"
      }
    self.init("\(place): \(reason)")
  }
}
