import Documents

/// The `lastSync` of clients (DESIGN section 4): `"0"` or `""` for everything, a token as `"<milliseconds>.<base64url>"`, or
/// plain milliseconds since the epoch.
public enum LastSync {
  /// What a client means by a text.
  /// - Throws: ``SyncRefusal/badToken(_:)`` for garbage.
  public static func parse(
    _ text: String, mesh: MeshID, scope: UInt64
  ) throws(SyncRefusal) -> Since {
    if text.isEmpty || text == "0" { return .token(.beginning(mesh: mesh, scope: scope)) }
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts[0].utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }),
      let milliseconds = Int64(parts[0]), milliseconds <= Timestamp.maximumMilliseconds
    else {
      throw .badToken(
        "lastSync is neither \"0\", nor milliseconds since 1970, nor a token from this mesh")
    }
    guard parts.count == 2 else { return .time(milliseconds) }
    guard let bytes = Base64URL.decode(String(parts[1])) else {
      throw .badToken("the token in lastSync is not base64url")
    }
    return .token(try SyncToken(bytes: bytes))
  }

  /// The text from which the round goes on behind a page.
  public static func text(of page: Page) -> String {
    "\(page.time).\(Base64URL.encode(page.token.bytes))"
  }
}
