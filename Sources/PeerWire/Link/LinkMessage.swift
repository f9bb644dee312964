/// One message of a link, in either direction: what it is, which operation it belongs to, and a
/// payload whose meaning the kind gives.
public struct LinkMessage: Hashable, Sendable {
  /// What the message is.
  public let kind: Kind
  /// The operation that the message belongs to, chosen by the side that subscribed. Zero belongs
  /// to the link itself: `ping`, `pong` and `goodbye` have it, and no other kind does.
  public let id: UInt64
  /// The content.
  public let payload: [UInt8]

  /// A message of `kind` for operation `id`.
  public init(_ kind: Kind, id: UInt64, payload: [UInt8] = []) {
    self.kind = kind
    self.id = id
    self.payload = payload
  }

  /// The kinds of messages, with the byte that stands for them on the wire. The first five carry
  /// operations; the last three are the link's own, and never come out of `LinkMachine`.
  public enum Kind: UInt8, Hashable, Sendable, CaseIterable {
    /// Starts an operation.
    case subscribe = 1
    /// One result of an operation.
    case next = 2
    /// Ends an operation with errors.
    case error = 3
    /// Ends an operation: nothing more comes, or nothing more is wanted.
    case complete = 4
    /// Allows more results.
    case credit = 5
    /// Asks for a sign of life.
    case ping = 6
    /// Answers a ping with its payload.
    case pong = 7
    /// Ends the link.
    case goodbye = 8

    /// Whether the kind belongs to the link itself, not to an operation.
    public var isOfLink: Bool {
      switch self {
      case .ping, .pong, .goodbye: true
      case .subscribe, .next, .error, .complete, .credit: false
      }
    }

    /// The longest payload of this kind, where operations may have `limit` bytes.
    func maximumPayload(limit: Int) -> Int {
      switch self {
      case .ping, .pong: min(limit, 64)
      case .goodbye: min(limit, Goodbye.maximumPayload)
      case .subscribe, .next, .error, .complete, .credit: limit
      }
    }
  }
}
