/// What a client last saw of a document when it made a mutation.
public struct MutationBase: Sendable, Hashable {
  /// The `updatedAt` that it saw, in milliseconds.
  public var updatedAt: Int64
  /// The `_version` that it saw, if it sent one: the highest version for each replica.
  public var version: Knowledge?

  /// What a client saw.
  public init(updatedAt: Int64, version: Knowledge? = nil) {
    self.updatedAt = updatedAt
    self.version = version
  }
}
