public import Noise

/// What a link needs to know of its own node.
public struct LinkConfiguration: Sendable {
  /// The node's identity.
  public var staticKey: KeyPair
  /// What the members share.
  public var secret: MeshSecret
  /// The link's limits.
  public var limits: LinkLimits

  /// A configuration with these values.
  public init(staticKey: KeyPair, secret: MeshSecret, limits: LinkLimits = LinkLimits()) {
    precondition(limits.maximumUnsent >= limits.maximumPayload + 65_536)
    self.staticKey = staticKey
    self.secret = secret
    self.limits = limits
  }
}
