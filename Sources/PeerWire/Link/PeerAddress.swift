/// Where a node listens: a host name or IP address, and a TCP port. Compared by its bytes.
public struct PeerAddress: Hashable, Sendable {
  private let hostBytes: [UInt8]
  /// The TCP port, above zero.
  public let port: UInt16

  /// The host name, or IP address without brackets.
  public var host: String { String(decoding: hostBytes, as: UTF8.self) }

  /// Reads `host:port` or `[IPv6]:port`; nil if it is neither. A host has at most 255 bytes.
  public init?(_ text: String) {
    guard let colon = text.utf8.lastIndex(of: UInt8(ascii: ":")) else { return nil }
    var host = Array(text.utf8[..<colon])
    let digits = text.utf8[text.utf8.index(after: colon)...]
    guard digits.allSatisfy({ (0x30...0x39).contains($0) }),
      let port = UInt16(String(decoding: digits, as: UTF8.self)), port > 0
    else { return nil }
    if host.first == UInt8(ascii: "["), host.last == UInt8(ascii: "]") {
      host = Array(host.dropFirst().dropLast())
    } else if host.contains(UInt8(ascii: ":")) {
      return nil
    }
    guard (1...255).contains(host.count), host.allSatisfy(Self.isHostCharacter) else { return nil }
    hostBytes = host
    self.port = port
  }
}

extension PeerAddress {
  private static func isHostCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "["), UInt8(ascii: "]"): false
    default: byte > 0x20 && byte < 0x7f
    }
  }
}

extension PeerAddress: CustomStringConvertible {
  /// `host:port`, with brackets around an IPv6 address.
  public var description: String {
    hostBytes.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)"
  }
}
