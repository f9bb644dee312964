/// What the operator's API needs of a node.
public protocol AdminService: Sendable {
  /// The state of this node, and of its peers, now: one consistent picture.
  func status() async throws(AdminServiceError) -> NodeStatus
}

/// Why a node can't tell its status.
public struct AdminServiceError: Error, Hashable, Sendable {
  /// For people.
  public var message: String

  /// An error; its code at the API is `UNAVAILABLE`.
  public init(_ message: String) {
    self.message = message
  }
}
