/// A private key with its public key, computed once.
public struct KeyPair: Sendable, Equatable {
  /// The secret half.
  public let privateKey: PrivateKey
  /// The half that others see.
  public let publicKey: PublicKey

  /// Completes a private key to a pair.
  public init(_ privateKey: PrivateKey) {
    self.privateKey = privateKey
    self.publicKey = privateKey.publicKey
  }

  /// Draws a key pair. The generator must be fit for cryptography, except in simulations.
  public init(random: inout some RandomNumberGenerator) {
    self.init(PrivateKey(random: &random))
  }
}
