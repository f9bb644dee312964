/// Where a node listens for peers: an interface and a port.
public struct ListenAddress: Sendable, Hashable {
  /// A host name or IP address without brackets; empty for all interfaces.
  public let host: String
  /// The TCP port; 0 for any that is free.
  public let port: UInt16

  /// An address of these parts.
  public init(host: String, port: UInt16) {
    self.host = host
    self.port = port
  }

  /// Reads `host:port`, `[IPv6]:port`, or `:port` for all interfaces; nil if it is none of them.
  public init?(_ text: String) {
    guard let colon = text.lastIndex(of: ":") else { return nil }
    var host = text[..<colon]
    let digits = text[text.index(after: colon)...]
    guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(digits) else {
      return nil
    }
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = host.dropFirst().dropLast()
    } else if host.contains(":") {
      return nil
    }
    guard host.utf8.count <= 255, host.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      return nil
    }
    self.init(host: String(host), port: port)
  }
}

extension ListenAddress: CustomStringConvertible {
  /// `host:port`, with brackets around an IPv6 address.
  public var description: String {
    host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)"
  }
}
