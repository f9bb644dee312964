import Noise
import Testing

@testable import PeerWire

@Suite("Frames, messages and their numbers")
struct CodecTests {
  /// Decodes a stream given in pieces of one size.
  static func frames(
    _ bytes: [UInt8], size: Int, limit: Int = FrameDecoder.limit
  ) throws(LinkError) -> (frames: [[UInt8]], atEnd: Bool) {
    var decoder = FrameDecoder(maximumLength: limit)
    var frames: [[UInt8]] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      let piece = Array(rest.prefix(size))
      rest = rest.dropFirst(size)
      let failure = piece.withUnsafeBytes { piece -> LinkError? in
        var input = piece
        do throws(LinkError) {
          while let frame = try decoder.next(&input) {
            frames.append(frame.withUnsafeBytes { Array($0) })
          }
          return input.isEmpty ? nil : .backlogFull(unsent: input.count)
        } catch {
          return error
        }
      }
      if let failure { throw failure }
    }
    return (frames, decoder.isBetweenFrames)
  }

  @Test("pieces of any size give the same frames")
  func framePieces() throws {
    let contents = [16, 17, 300, 16].map { [UInt8](repeating: UInt8($0 & 0xff), count: $0) }
    let bytes = contents.flatMap { [UInt8($0.count >> 8), UInt8($0.count & 0xff)] + $0 }
    for size in 1...bytes.count {
      let (frames, atEnd) = try Self.frames(bytes, size: size)
      #expect(frames == contents)
      #expect(atEnd)
      #expect(try !Self.frames(bytes.dropLast(), size: size).atEnd)
    }
  }

  @Test("lengths are refused or allowed by the limits alone")
  func frameLengths() {
    for length in Array(0...1_100) + Array(stride(from: 1_101, through: 65_535, by: 211)) {
      let bytes = [UInt8(length >> 8), UInt8(length & 0xff)]
      let expected: LinkError? =
        length < 16
        ? .frameTooSmall(length: length)
        : length > 1_024 ? .frameTooLarge(length: length, limit: 1_024) : nil
      for size in 1...2 {
        do throws(LinkError) {
          let (frames, _) = try Self.frames(bytes, size: size, limit: 1_024)
          #expect(expected == nil && frames == [])
        } catch {
          #expect(error == expected)
        }
      }
    }
  }

  @Test("numbers are written shortest, and read back")
  func varints() throws {
    for shift in 0..<64 {
      for number in [1 << shift, (1 << shift) - 1, UInt64.max >> shift] as [UInt64] {
        let bytes = varint(number)
        #expect(bytes.count == max(1, (64 - number.leadingZeroBitCount + 6) / 7))
        var reader = VarintReader()
        var read: UInt64?
        for byte in bytes {
          #expect(read == nil)
          read = try reader.take(byte)
        }
        #expect(read == number)
      }
    }
    #expect(varint(300) == [0xac, 0x02])
  }

  @Test("numbers beyond 64 bits, or longer than needed, are refused")
  func badVarints() {
    let most = [UInt8](repeating: 0xff, count: 9)
    for bytes in [most + [2], most + [0x80], most + [0x81], [0x80, 0], [0xff, 0x80, 0]] {
      #expect(throws: LinkError.protocolViolation(.badVarint)) {
        var reader = VarintReader()
        for byte in bytes { _ = try reader.take(byte) }
      }
    }
  }

  @Test("messages are the same however their bytes are cut into frames")
  func messagePieces() throws {
    let messages = [
      LinkMessage(.subscribe, id: 1, payload: Array("abc".utf8)),
      LinkMessage(.complete, id: 128),
      LinkMessage(.next, id: .max, payload: [UInt8](repeating: 5, count: 200)),
    ]
    let bytes = messages.flatMap { message in
      [message.kind.rawValue] + varint(message.id) + varint(UInt64(message.payload.count))
        + message.payload
    }
    for size in 1...bytes.count {
      var decoder = MessageDecoder(maximumPayload: 200)
      var decoded: [LinkMessage] = []
      var rest = bytes[...]
      while !rest.isEmpty {
        let piece = Array(rest.prefix(size))
        rest = rest.dropFirst(size)
        let failure = piece.withUnsafeBytes { piece -> LinkError? in
          do throws(LinkError) {
            try decoder.append(piece, to: &decoded)
            return nil
          } catch {
            return error
          }
        }
        #expect(failure == nil)
      }
      #expect(decoded == messages)
    }
  }

  @Test("a mesh secret has 16 to 1,024 bytes, and gives the documented key")
  func secret() {
    #expect(MeshSecret([UInt8](repeating: 1, count: 15)) == nil)
    #expect(MeshSecret([UInt8](repeating: 1, count: 16)) != nil)
    #expect(MeshSecret([UInt8](repeating: 1, count: 1_024)) != nil)
    #expect(MeshSecret([UInt8](repeating: 1, count: 1_025)) == nil)
    // From another implementation of HKDF-SHA256, over the bytes 00 to 1f.
    let expected: [UInt8] = [
      0xa3, 0x21, 0x3a, 0xad, 0x7c, 0x9b, 0x32, 0x53, 0x02, 0x3d, 0x3d, 0x64, 0x73, 0xda, 0xb6,
      0x91, 0xd1, 0xb0, 0xbc, 0x28, 0x96, 0x02, 0xea, 0xc0, 0xf0, 0x97, 0x53, 0x45, 0xc2, 0xb8,
      0x3d, 0xeb,
    ]
    #expect(MeshSecret([UInt8](0..<32))?.presharedKey == PresharedKey(bytes: expected))
  }
}
