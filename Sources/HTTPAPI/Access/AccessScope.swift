/// What a caller may do. Each scope includes those before it.
public enum AccessScope: String, Sendable, Hashable, CaseIterable, Comparable {
  /// Queries and subscriptions of documents, introspection, and the figures at `/metrics`.
  case read
  /// Mutations of documents.
  case write
  /// Everything at `/admin/graphql`.
  case admin

  private var level: Int {
    switch self {
    case .read: 0
    case .write: 1
    case .admin: 2
    }
  }

  /// Whether a scope is included in another, and not the same.
  public static func < (left: AccessScope, right: AccessScope) -> Bool { left.level < right.level }
}
