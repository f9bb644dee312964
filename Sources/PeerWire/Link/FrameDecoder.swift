/// Cuts a stream of bytes into frames: a length of two bytes, the high one first, and as many
/// bytes. It holds at most one unfinished frame.
public struct FrameDecoder: Sendable {
  /// The longest frame before the peer is authenticated.
  public static let handshakeLimit = 1_024
  /// The longest frame at all.
  public static let limit = 65_535
  /// The shortest frame: nothing but an authentication tag.
  public static let minimum = 16

  /// The longest frame allowed now; one that is announced longer is refused at once.
  public var maximumLength: Int

  /// An unfinished frame with its length, or nothing.
  private var partial: [UInt8] = []

  /// A decoder at the start of a stream.
  public init(maximumLength: Int = FrameDecoder.handshakeLimit) {
    precondition((Self.minimum...Self.limit).contains(maximumLength))
    self.maximumLength = maximumLength
  }

  /// Whether the stream may end here, as far as frames go.
  public var isBetweenFrames: Bool { partial.isEmpty }

  /// A frame without its length: within the bytes that were given, or put together from pieces.
  public enum Frame {
    /// The frame lies in the input, and is valid as long as that is.
    case inInput(UnsafeRawBufferPointer)
    /// The frame, after its first two bytes.
    case assembled([UInt8])

    /// Gives `body` the frame's bytes.
    public func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
      switch self {
      case .inInput(let bytes): body(bytes)
      case .assembled(let bytes):
        bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0.dropFirst(2))) }
      }
    }
  }

  /// Takes the next frame from the front of `input`; nil when all input is taken and a frame is
  /// still not whole.
  public mutating func next(_ input: inout UnsafeRawBufferPointer) throws(LinkError) -> Frame? {
    if partial.isEmpty, input.count >= 2 {
      let length = try checked(Int(input[0]) << 8 | Int(input[1]))
      if input.count >= 2 + length {
        let frame = UnsafeRawBufferPointer(rebasing: input[2..<2 + length])
        input = UnsafeRawBufferPointer(rebasing: input[(2 + length)...])
        return .inInput(frame)
      }
    }
    fill(to: 2, from: &input)
    guard partial.count >= 2 else { return nil }
    let length = try checked(Int(partial[0]) << 8 | Int(partial[1]))
    fill(to: 2 + length, from: &input)
    guard partial.count == 2 + length else { return nil }
    defer { partial = [] }
    return .assembled(partial)
  }

  private func checked(_ length: Int) throws(LinkError) -> Int {
    guard length >= Self.minimum else { throw .frameTooSmall(length: length) }
    guard length <= maximumLength else {
      throw .frameTooLarge(length: length, limit: maximumLength)
    }
    return length
  }

  private mutating func fill(to count: Int, from input: inout UnsafeRawBufferPointer) {
    let taken = min(max(count - partial.count, 0), input.count)
    guard taken > 0 else { return }
    partial.append(contentsOf: UnsafeRawBufferPointer(rebasing: input.prefix(taken)))
    input = UnsafeRawBufferPointer(rebasing: input.dropFirst(taken))
  }
}
