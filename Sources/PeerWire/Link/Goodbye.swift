/// The authenticated end of a link: a code for programs and a text for people.
public struct Goodbye: Hashable, Sendable {
  /// The longest payload of a goodbye message: the code, and the text.
  static let maximumPayload = 257

  /// Why the link ends.
  public let code: Code
  /// A line for logs, at most 256 bytes of UTF-8.
  public let text: String

  /// A goodbye; a text that is too long is cut at a character.
  public init(_ code: Code, _ text: String) {
    self.code = code
    var cut = text
    while cut.utf8.count > Self.maximumPayload - 1 { cut.removeLast() }
    self.text = cut
  }

  /// Why a link ends. Codes that a newer peer made up are kept as numbers.
  public struct Code: RawRepresentable, Hashable, Sendable {
    /// The byte on the wire.
    public let rawValue: UInt8

    /// The code that a byte stands for.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The node stops.
    public static let stopping = Code(rawValue: 0)
    /// There is another link between the two nodes, which stays.
    public static let duplicate = Code(rawValue: 1)
    /// The node dialled itself.
    public static let itself = Code(rawValue: 2)
    /// The peer's key is not admitted, or not yet.
    public static let notAdmitted = Code(rawValue: 3)
    /// The two nodes do not belong together: another mesh, or an incompatible model or version.
    public static let incompatible = Code(rawValue: 4)
    /// The peer broke the protocol.
    public static let protocolError = Code(rawValue: 5)
    /// A limit was exceeded: a message too large, a peer too slow or silent.
    public static let limitExceeded = Code(rawValue: 6)
    /// The node has a fault of its own.
    public static let internalError = Code(rawValue: 7)
    /// The node goes on under a new ReplicaID, and will introduce itself anew.
    public static let newIdentity = Code(rawValue: 8)
  }

  var payload: [UInt8] { [code.rawValue] + text.utf8 }

  /// Reads a goodbye message's payload. Ill-formed UTF-8 is repaired, and control characters become
  /// spaces, as the text is only ever shown.
  init(payload: [UInt8]) throws(LinkError) {
    guard let code = payload.first else { throw .protocolViolation(.badGoodbye) }
    let printable = payload.dropFirst().map { $0 < 0x20 || $0 == 0x7f ? 0x20 : $0 }
    self.init(Code(rawValue: code), String(decoding: printable, as: UTF8.self))
  }
}
