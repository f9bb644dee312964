/// Since when changes are asked for.
public enum Since: Sendable, Hashable {
  /// A token of this mesh.
  case token(SyncToken)
  /// Everything that this node applied since a time, in milliseconds since the epoch, by its own commits.
  case time(Int64)
}
