/// A value that lost in a merge to a writer that had not seen it, and that differs from the value that won (DESIGN section 6).
public struct LostWrite: Sendable, Hashable {
  /// The field or pseudo-field.
  public let slot: Slot
  /// The write that lost.
  public let losing: Version
  /// The write that won.
  public let winning: Version
  /// Whether the value that lost was the local one.
  public let isLocal: Bool

  /// A lost write.
  public init(slot: Slot, losing: Version, winning: Version, isLocal: Bool) {
    self.slot = slot
    self.losing = losing
    self.winning = winning
    self.isLocal = isLocal
  }
}
