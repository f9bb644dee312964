/// Why a node can't be started.
public struct NodeError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is to be mended.
  public enum Kind: Sendable, Hashable, CaseIterable {
    /// The schema.
    case schema
    /// An address: it is taken, or can't be resolved.
    case address
    /// The data folder.
    case store
    /// A setting.
    case configuration
  }

  /// What is to be mended.
  public let kind: Kind
  /// What is wrong, where, and what to do.
  public let message: String

  /// An error of a kind.
  public init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  /// The message.
  public var description: String { message }
}
