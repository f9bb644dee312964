/// A version, and what its writer had seen of the field: for each *other* replica the highest version of this field that
/// the writer had merged. The writer's own earlier writes are implied.
public struct Stamp: Sendable, Hashable {
  /// Which write.
  public let version: Version
  /// What the writer had seen; never holds an entry of the writer itself.
  public let seen: Knowledge

  /// A stamp of `version`; an entry of its own replica is taken out of `seen`.
  public init(version: Version, seen: Knowledge = Knowledge()) {
    self.version = version
    var seen = seen
    seen.remove(version.replica)
    self.seen = seen
  }

  /// Whether the writer of this stamp had seen `other` when it wrote: its own writes, and what it had merged.
  public func hasSeen(_ other: Version) -> Bool {
    other.replica == version.replica
      ? other.timestamp <= version.timestamp : seen.covers(other)
  }

  /// The stamp of a write at `version` over this one: it has seen this version and all that this one had seen.
  public func successor(_ version: Version) -> Stamp {
    var seen = seen
    seen.raise(self.version)
    return Stamp(version: version, seen: seen)
  }
}
