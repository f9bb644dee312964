extension CipherState {
  /// Encrypts a message as an array; for handshakes, tests and short messages.
  public mutating func encrypt(
    _ plaintext: [UInt8], authenticating data: [UInt8] = []
  ) throws(NoiseError) -> [UInt8] {
    var output = plaintext + [UInt8](repeating: 0, count: Self.tagLength)
    let failure = output.withUnsafeMutableBytes { output in
      data.withUnsafeBytes { data -> NoiseError? in
        let plaintext = UnsafeRawBufferPointer(rebasing: output.dropLast(Self.tagLength))
        do throws(NoiseError) {
          try encrypt(plaintext, authenticating: data, into: output)
          return nil
        } catch {
          return error
        }
      }
    }
    if let failure { throw failure }
    return output
  }

  /// Decrypts a message as an array; for handshakes, tests and short messages.
  public mutating func decrypt(
    _ ciphertext: some Collection<UInt8>, authenticating data: [UInt8] = []
  ) throws(NoiseError) -> [UInt8] {
    guard ciphertext.count >= Self.tagLength else {
      throw .messageTooShort(needed: Self.tagLength, found: ciphertext.count)
    }
    var output = Array(ciphertext)
    let failure = output.withUnsafeMutableBytes { bytes in
      data.withUnsafeBytes { data -> NoiseError? in
        let target = UnsafeMutableRawBufferPointer(rebasing: bytes.dropLast(Self.tagLength))
        do throws(NoiseError) {
          try decrypt(UnsafeRawBufferPointer(bytes), authenticating: data, into: target)
          return nil
        } catch {
          return error
        }
      }
    }
    if let failure { throw failure }
    output.removeLast(Self.tagLength)
    return output
  }
}
