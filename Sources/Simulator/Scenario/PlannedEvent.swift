/// An event that a run plans ahead, named by its kind and its number.
public struct PlannedEvent: Sendable, Hashable, Comparable {
  /// What it is.
  public let kind: PlannedKind
  /// Its number among those of its kind, counted from 0.
  public let index: Int

  /// The event of a kind with a number.
  public init(_ kind: PlannedKind, _ index: Int) {
    self.kind = kind
    self.index = index
  }

  /// By kind, then by number.
  public static func < (left: PlannedEvent, right: PlannedEvent) -> Bool {
    left.kind != right.kind ? left.kind < right.kind : left.index < right.index
  }
}
