internal import CSodium

/// The hash functions of Noise that are supported here, with HMAC and HKDF built on them
/// (Noise revision 34, sections 4.3, 5.1 and 12.5 to 12.7; RFC 2104).
public enum HashFunction: Hashable, Sendable {
  /// SHA-256: 32 bytes, blocks of 64.
  case sha256
  /// BLAKE2b with 64 bytes of output and blocks of 128.
  case blake2b

  /// The name within a Noise protocol name.
  var name: String {
    switch self {
    case .sha256: "SHA256"
    case .blake2b: "BLAKE2b"
    }
  }

  /// HASHLEN: how many bytes a hash has.
  var hashLength: Int {
    switch self {
    case .sha256: 32
    case .blake2b: 64
    }
  }

  /// BLOCKLEN: the block size that HMAC pads keys to.
  var blockLength: Int {
    switch self {
    case .sha256: 64
    case .blake2b: 128
    }
  }

  /// Hashes `input` into `output`, which has `hashLength` bytes.
  func hash(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) {
    precondition(output.count == hashLength)
    let status =
      switch self {
      case .sha256:
        crypto_hash_sha256(output.bytePointer, input.bytePointer, UInt64(input.count))
      case .blake2b:
        crypto_generichash_blake2b(
          output.bytePointer, hashLength, input.bytePointer, UInt64(input.count), nil, 0)
      }
    precondition(status == 0, "hashing cannot fail")
  }

  /// The hash of public bytes.
  func hash(_ input: [UInt8]) -> [UInt8] {
    var output = [UInt8](repeating: 0, count: hashLength)
    output.withUnsafeMutableBytes { to in input.withUnsafeBytes { from in hash(from, into: to) } }
    return output
  }

  /// HMAC of `data` under `key`.
  func hmac(key: SecretBytes, _ data: SecretBytes) -> SecretBytes {
    let short = key.count <= blockLength ? key : hash(secret: key)
    let inner = hash(secret: padded(short, with: 0x36, then: data))
    return hash(secret: padded(short, with: 0x5c, then: inner))
  }

  /// HKDF as Noise defines it: `count` keys of `hashLength` bytes, `count` being 2 or 3.
  func hkdf(chainingKey: SecretBytes, input: SecretBytes, count: UInt8) -> [SecretBytes] {
    let temporary = hmac(key: chainingKey, input)
    var outputs: [SecretBytes] = []
    for index in 1...count {
      let last = outputs.last ?? SecretBytes([])
      let data = SecretBytes(count: last.count + 1) { buffer in
        last.withUnsafeBytes { buffer.copyMemory(from: $0) }
        buffer[last.count] = index
      }
      outputs.append(hmac(key: temporary, data))
    }
    return outputs
  }

  private func hash(secret input: SecretBytes) -> SecretBytes {
    SecretBytes(count: hashLength) { output in input.withUnsafeBytes { hash($0, into: output) } }
  }

  /// The key, filled up to a block and combined with `pad`, followed by `data`.
  private func padded(_ key: SecretBytes, with pad: UInt8, then data: SecretBytes) -> SecretBytes {
    SecretBytes(count: blockLength + data.count) { buffer in
      key.withUnsafeBytes { buffer.copyMemory(from: $0) }
      for index in 0..<blockLength { buffer[index] ^= pad }
      data.withUnsafeBytes {
        UnsafeMutableRawBufferPointer(rebasing: buffer[blockLength...]).copyMemory(from: $0)
      }
    }
  }
}
