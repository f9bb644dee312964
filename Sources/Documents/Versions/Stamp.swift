/// A version, and what its writer had seen of the field: for each *other* replica the highest version of this field that
/// the writer had merged. The writer's own earlier writes are implied.
///
/// Beside that, what whoever holds the state has merged of the field since (``merged``): it belongs to the holder, so two stamps
/// of one version may differ in it.
public struct Stamp: Sendable, Hashable {
  /// Which write.
  public let version: Version
  /// What the writer had seen; never holds an entry of the writer itself.
  public let seen: Knowledge
  /// What lost to this version in merges, here or where the state came from, although its writer had not seen it, and what the
  /// writers of that had seen. The next write over it has seen all that. Nothing that ``hasSeen(_:)`` says stands here;
  /// usually empty.
  public let merged: Knowledge

  /// A stamp of `version`; an entry of its own replica is taken out of `seen`, and what was seen out of `merged`.
  public init(
    version: Version, seen: Knowledge = Knowledge(), merged: Knowledge = Knowledge()
  ) {
    self.version = version
    var seen = seen
    seen.remove(version.replica)
    self.seen = seen
    self.merged =
      merged.isEmpty
      ? merged
      : Knowledge(
        merged.entries.lazy.filter { entry in
          entry.replica == version.replica
            ? entry.timestamp > version.timestamp : !seen.covers(entry)
        })
  }

  /// Whether the writer of this stamp had seen `other` when it wrote: its own writes, and what it had merged.
  public func hasSeen(_ other: Version) -> Bool {
    other.replica == version.replica
      ? other.timestamp <= version.timestamp : seen.covers(other)
  }

  /// The stamp of a write at `version` over this one: it has seen this version, all that this one had seen, and all that was
  /// merged since.
  public func successor(_ version: Version) -> Stamp {
    var seen = seen
    seen.raise(self.version)
    seen.join(merged)
    return Stamp(version: version, seen: seen)
  }

  /// Whether merging `other` under this stamp teaches the holder nothing.
  func absorbs(_ other: Stamp) -> Bool {
    isKnown(other.version) && other.seen.entries.allSatisfy(isKnown)
      && other.merged.entries.allSatisfy(isKnown)
  }

  /// This stamp where it stays in a merge with `other`: what `other` is and knew is merged now.
  func staying(over other: Stamp) -> Stamp {
    if absorbs(other) { return self }
    var merged = merged.joined(with: other.seen)
    merged.join(other.merged)
    merged.raise(other.version)
    return Stamp(version: version, seen: seen, merged: merged)
  }

  /// The stamp without what was merged since it was written: the same at every holder.
  public var withoutMerged: Stamp {
    merged.isEmpty ? self : Stamp(version: version, seen: seen)
  }

  private func isKnown(_ other: Version) -> Bool { hasSeen(other) || merged.covers(other) }
}
