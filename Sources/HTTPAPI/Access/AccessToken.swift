import Crypto

/// A bearer token and what it allows.
public struct AccessToken: Sendable, Hashable {
  /// What it allows.
  public let scope: AccessScope
  /// SHA-256 of the token: the token itself is not kept, and finding a hash tells an attacker's clock nothing of it.
  let digest: [UInt8]

  /// A token of 16 to 1,024 characters out of `A-Z a-z 0-9 - . _ ~ + / =` (RFC 6750); nil for another.
  public init?(_ text: some StringProtocol, scope: AccessScope) {
    guard (16...1_024).contains(text.utf8.count), text.utf8.allSatisfy(Self.isTokenCharacter) else {
      return nil
    }
    self.scope = scope
    digest = Self.digest(of: text.utf8)
  }

  /// A token as it stands in the configuration or a file: its scope, a space, the token.
  /// - Throws: What is wrong; never the token itself.
  public init(line: some StringProtocol) throws(AccessError) {
    let parts = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
    guard parts.count == 2, let scope = AccessScope(rawValue: String(parts[0])) else {
      throw AccessError(
        "must be a scope (read, write or admin), a space, and a token")
    }
    guard let token = AccessToken(parts[1], scope: scope) else {
      throw AccessError(
        "has a token that is not 16 to 1,024 of the characters A-Z a-z 0-9 - . _ ~ + / =; "
          + "draw one with: openssl rand -hex 32")
    }
    self = token
  }

  /// The tokens of a file: one a line; empty lines, and those that begin with `#`, say nothing.
  /// - Throws: What is wrong in which line.
  public static func tokens(in text: String) throws(AccessError) -> [AccessToken] {
    var tokens: [AccessToken] = []
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      if line.allSatisfy({ $0 == " " || $0 == "\t" }) || line.hasPrefix("#") { continue }
      do throws(AccessError) { tokens.append(try AccessToken(line: line)) } catch {
        throw AccessError("line \(index + 1) \(error.message)")
      }
    }
    return tokens
  }

  static func digest(of token: some Sequence<UInt8>) -> [UInt8] {
    var hash = SHA256()
    hash.update(data: Array(token))
    return Array(hash.finalize())
  }

  private static func isTokenCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "+"), UInt8(ascii: "/"),
      UInt8(ascii: "="):
      true
    default: false
    }
  }
}

/// What is wrong with what access is to be checked by: keys, tokens, certificates.
public struct AccessError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong, and what to do.
  public let message: String

  /// An error.
  public init(_ message: String) {
    self.message = message
  }

  /// The message.
  public var description: String { message }
}
