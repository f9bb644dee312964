/// Which hosts are this machine and nothing else.
public enum Loopback {
  /// Whether a host, with or without the brackets of an IPv6 address, can only mean this machine: `localhost`, `::1`, or an IPv4
  /// address in 127.0.0.0/8. A name such as `127.example.com` is none, wherever it points to.
  public static func contains(_ host: some StringProtocol) -> Bool {
    let host = unbracketed(host).lowercased()
    if host == "localhost" || host == "::1" { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4, parts[0] == "127" else { return false }
    return parts.allSatisfy { part in
      (1...3).contains(part.utf8.count)
        && part.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    }
  }

  /// The host of an authority, `host`, `host:port` or `[address]:port`.
  static func host(of authority: String) -> Substring {
    guard authority.hasPrefix("[") else { return authority.prefix { $0 != ":" } }
    return authority.dropFirst().prefix { $0 != "]" }
  }

  /// A host without the brackets of an IPv6 address.
  static func unbracketed(_ host: some StringProtocol) -> String {
    guard host.hasPrefix("["), host.hasSuffix("]") else { return String(host) }
    return String(host.dropFirst().dropLast())
  }
}
