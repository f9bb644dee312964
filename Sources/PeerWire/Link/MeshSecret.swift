internal import Noise

/// What all members of a mesh know and nobody else: bytes that keep strangers out.
///
/// The pre-shared key of the handshake is HKDF-SHA256 (RFC 5869) of these bytes, with the salt
/// `deltamesh/1` and the info `psk`, 32 bytes long. It is not stretched, so the secret must not be
/// guessable: draw it at random.
public struct MeshSecret: Sendable, Equatable {
  /// The least number of bytes.
  public static let minimumByteCount = 16
  /// The greatest number of bytes.
  public static let maximumByteCount = 1_024

  let presharedKey: PresharedKey

  /// Takes the secret's bytes; nil if they are too few or too many.
  public init?(_ bytes: some Collection<UInt8>) {
    guard (Self.minimumByteCount...Self.maximumByteCount).contains(bytes.count) else { return nil }
    presharedKey = PresharedKey(
      deriving: bytes, salt: Array("deltamesh/1".utf8), info: Array("psk".utf8))
  }

  /// The name of the mesh: the first 8 bytes, big-endian, of HMAC-SHA256 of `mesh` under the pre-shared key.
  public var meshNumber: UInt64 { presharedKey.number(info: Array("mesh".utf8)) }
}
