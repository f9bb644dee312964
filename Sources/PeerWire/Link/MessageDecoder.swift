/// Cuts the plaintext of frames, one after the other, into messages: one byte of kind, the id and
/// the payload's length as varints, the payload. Where frames begin and end has no meaning here.
///
/// Memory grows with the bytes that came, never by a length that was only claimed.
public struct MessageDecoder: Sendable {
  private enum Expectation {
    /// The kind of a new message. Then: `id`.
    case kind
    /// More of the id. Then: `length`.
    case id(LinkMessage.Kind, VarintReader)
    /// More of the payload's length. Then: `payload`, or `kind` after an empty one.
    case length(LinkMessage.Kind, UInt64, VarintReader)
    /// More of the payload, of so many bytes. Then: `kind`.
    case payload(LinkMessage.Kind, UInt64, Int)
  }

  private let maximumPayload: Int
  private var expectation = Expectation.kind
  private var payload: [UInt8] = []

  /// A decoder at the start of a link; operations' messages may have `maximumPayload` bytes.
  public init(maximumPayload: Int) {
    precondition(maximumPayload >= 0)
    self.maximumPayload = maximumPayload
  }

  /// Takes the plaintext of one frame, and appends the messages that it completes.
  public mutating func append(
    _ plaintext: UnsafeRawBufferPointer, to messages: inout [LinkMessage]
  ) throws(LinkError) {
    var position = 0
    while position < plaintext.count {
      switch expectation {
      case .kind:
        guard let kind = LinkMessage.Kind(rawValue: plaintext[position]) else {
          throw .protocolViolation(.unknownKind(plaintext[position]))
        }
        position += 1
        expectation = .id(kind, VarintReader())
      case .id(let kind, var reader):
        let id = try reader.take(plaintext[position])
        position += 1
        guard let id else {
          expectation = .id(kind, reader)
          continue
        }
        guard kind.isOfLink == (id == 0) else {
          throw .protocolViolation(.badID(kind.rawValue, id))
        }
        expectation = .length(kind, id, VarintReader())
      case .length(let kind, let id, var reader):
        let length = try reader.take(plaintext[position])
        position += 1
        guard let length else {
          expectation = .length(kind, id, reader)
          continue
        }
        let limit = kind.maximumPayload(limit: maximumPayload)
        guard length <= UInt64(limit) else { throw .messageTooLarge(length: length, limit: limit) }
        expectation = .payload(kind, id, Int(length))
        if length == 0 { deliver(kind, id, to: &messages) }
      case .payload(let kind, let id, let length):
        let taken = min(length - payload.count, plaintext.count - position)
        grow(by: taken, of: length)
        payload.append(
          contentsOf: UnsafeRawBufferPointer(rebasing: plaintext[position..<position + taken]))
        position += taken
        if payload.count == length { deliver(kind, id, to: &messages) }
      }
    }
  }

  private mutating func deliver(
    _ kind: LinkMessage.Kind, _ id: UInt64, to messages: inout [LinkMessage]
  ) {
    messages.append(LinkMessage(kind, id: id, payload: payload))
    payload = []
    expectation = .kind
  }

  /// Doubles the room, but never beyond the payload's length, so a link's memory stays bounded.
  private mutating func grow(by count: Int, of length: Int) {
    let needed = payload.count + count
    guard needed > payload.capacity else { return }
    payload.reserveCapacity(min(length, max(needed, 2 * payload.capacity)))
  }
}
