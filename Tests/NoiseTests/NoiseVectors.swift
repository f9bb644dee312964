import Foundation
import Testing

@testable import Noise

/// The public Noise test vectors, read from `shared/vectors/noise` beside an ancestor folder.
struct NoiseVector: Decodable, CustomTestStringConvertible, Sendable {
  struct Message: Decodable {
    let payload: String
    let ciphertext: String
  }

  let protocolName: String
  let initPrologue: String
  let initStatic: String
  let initEphemeral: String
  let initRemoteStatic: String?
  let initPsks: [String]?
  let respPrologue: String
  let respStatic: String
  let respEphemeral: String
  let respPsks: [String]?
  let handshakeHash: String?
  let messages: [Message]

  var testDescription: String { "\(protocolName), prologue \(initPrologue.prefix(8))" }

  /// The folder with the vectors, if it is there.
  static let folder: URL? = {
    var folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    while folder.path != "/" {
      let candidate = folder.appendingPathComponent("shared/vectors/noise")
      if FileManager.default.fileExists(atPath: candidate.path) { return candidate }
      folder = folder.deletingLastPathComponent()
    }
    return nil
  }()

  static let all: [NoiseVector] = ["cacophony.json", "snow.json"].flatMap { name -> [NoiseVector] in
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    guard let file = folder?.appendingPathComponent(name), let data = try? Data(contentsOf: file),
      let list = try? decoder.decode([String: [NoiseVector]].self, from: data)
    else { return [] }
    return list["vectors"] ?? []
  }

  var pattern: HandshakePattern? {
    switch protocolName.split(separator: "_")[1] {
    case "XX": .xx
    case "IK": .ik
    case "XXpsk3": .xxpsk3
    default: nil
    }
  }

  var hash: HashFunction? {
    switch protocolName.split(separator: "_").last {
    case "SHA256": .sha256
    case "BLAKE2b": .blake2b
    default: nil
    }
  }

  /// One side of the vector's handshake.
  func side(_ role: HandshakeRole) throws -> HandshakeState {
    let initiator = role == .initiator
    let psk = (initiator ? initPsks : respPsks)?.first
    let responderKey = initiator ? initRemoteStatic : nil
    return HandshakeState(
      try #require(pattern), hash: try #require(hash), role: role,
      prologue: bytes(initiator ? initPrologue : respPrologue),
      staticKey: try pair(initiator ? initStatic : respStatic),
      ephemeralKey: try pair(initiator ? initEphemeral : respEphemeral),
      responderKey: try responderKey.map { try #require(PublicKey(bytes: bytes($0))) },
      presharedKey: try psk.map { try #require(PresharedKey(bytes: bytes($0))) })
  }

  private func pair(_ hex: String) throws -> KeyPair {
    KeyPair(try #require(PrivateKey(bytes: bytes(hex))))
  }
}

/// The bytes that a hexadecimal text stands for.
func bytes(_ hex: String) -> [UInt8] {
  let digits = hex.utf8.map { UInt8(String(UnicodeScalar($0)), radix: 16) ?? 0 }
  return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}

/// A small generator of fixed sequences (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
    return value ^ (value >> 31)
  }
}
