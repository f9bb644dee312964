internal import Noise

/// One direction's cipher with its rule for new keys: before each message whose number is a
/// multiple of the interval, except number zero, the key is replaced as Noise's `REKEY` says.
struct LinkCipher: Sendable {
  private var state: CipherState
  private let interval: UInt64
  private var rekeyedAt: UInt64 = 0

  init(_ state: CipherState, rekeyInterval: UInt64) {
    precondition(rekeyInterval > 0)
    self.state = state
    interval = rekeyInterval
  }

  /// The number of the next message.
  var nonce: UInt64 { state.nonce }

  /// Encrypts in place: the plaintext is all of `buffer` but its last 16 bytes.
  mutating func encrypt(inPlace buffer: UnsafeMutableRawBufferPointer) {
    rekeyIfDue()
    let plaintext = UnsafeRawBufferPointer(rebasing: buffer.dropLast(CipherState.tagLength))
    do throws(NoiseError) {
      try state.encrypt(plaintext, into: buffer)
    } catch {
      preconditionFailure("frames fit, and 2^64 of them are never sent: \(error)")
    }
  }

  /// Decrypts a message into `output`, which is 16 bytes shorter.
  mutating func decrypt(
    _ ciphertext: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) throws(LinkError) {
    rekeyIfDue()
    do throws(NoiseError) {
      try state.decrypt(ciphertext, into: output)
    } catch {
      throw .alteredFrame(number: state.nonce)
    }
  }

  private mutating func rekeyIfDue() {
    guard state.nonce != rekeyedAt, state.nonce % interval == 0 else { return }
    state.rekey()
    rekeyedAt = state.nonce
  }
}
