internal import Noise

/// Writes messages into sealed frames: as many messages into a frame as fit, as many frames for a
/// message as it needs. Each payload byte is copied once, and encrypted where it then stands.
struct FrameEncoder {
  /// The longest plaintext of a frame.
  static let maximumPlaintext = FrameDecoder.limit - CipherState.tagLength

  private var output: [UInt8] = []
  private var frameStart: Int?

  /// Encodes messages, and moves the cipher on.
  static func encode(_ messages: [LinkMessage], with cipher: inout LinkCipher) -> [UInt8] {
    var encoder = FrameEncoder()
    encoder.output.reserveCapacity(encodedLength(of: messages))
    for message in messages {
      let header =
        [message.kind.rawValue] + varint(message.id) + varint(UInt64(message.payload.count))
      header.withUnsafeBytes { encoder.append($0, with: &cipher) }
      message.payload.withUnsafeBytes { encoder.append($0, with: &cipher) }
    }
    encoder.seal(with: &cipher)
    return encoder.output
  }

  /// A frame of the handshake: its length, and the message.
  static func plain(_ message: [UInt8]) -> [UInt8] {
    precondition(message.count <= FrameDecoder.handshakeLimit)
    return [UInt8(message.count >> 8), UInt8(message.count & 0xff)] + message
  }

  /// At least as many bytes as `messages` take encoded, and at most 21 a message more.
  static func encodedLength(of messages: [LinkMessage]) -> Int {
    let plain = messages.reduce(0) { $0 + 21 + $1.payload.count }
    let frames = (plain + maximumPlaintext - 1) / maximumPlaintext
    return plain + frames * (2 + CipherState.tagLength)
  }

  private mutating func append(_ bytes: UnsafeRawBufferPointer, with cipher: inout LinkCipher) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let start = openFrame()
      let room = Self.maximumPlaintext - (output.count - start)
      output.append(contentsOf: UnsafeRawBufferPointer(rebasing: rest.prefix(room)))
      rest = rest.dropFirst(room)
      if output.count - start == Self.maximumPlaintext { seal(with: &cipher) }
    }
  }

  /// Where the plaintext of the open frame starts; opens one if there is none.
  private mutating func openFrame() -> Int {
    if let frameStart { return frameStart }
    output.append(0)
    output.append(0)
    frameStart = output.count
    return output.count
  }

  private mutating func seal(with cipher: inout LinkCipher) {
    guard let start = frameStart else { return }
    frameStart = nil
    output.append(contentsOf: repeatElement(0, count: CipherState.tagLength))
    let length = output.count - start
    output[start - 2] = UInt8(length >> 8)
    output[start - 1] = UInt8(length & 0xff)
    output.withUnsafeMutableBytes { bytes in
      cipher.encrypt(inPlace: UnsafeMutableRawBufferPointer(rebasing: bytes[start...]))
    }
  }
}
