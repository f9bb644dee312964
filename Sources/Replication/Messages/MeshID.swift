/// Names a mesh: derived from its secret, so members agree on it without saying it.
public struct MeshID: Sendable, Hashable {
  /// The 64 bits.
  public let bits: UInt64

  /// The mesh with these bits.
  public init(bits: UInt64) {
    self.bits = bits
  }
}
