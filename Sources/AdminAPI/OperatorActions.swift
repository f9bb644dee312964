/// How far a backup has come.
public struct BackupStatus: Sendable, Hashable {
  /// Where a backup is.
  public enum State: String, Sendable, Hashable, CaseIterable {
    /// None was made since the start. Goes to ``copying``.
    case none = "NONE"
    /// Pages are being copied. Goes to ``checking`` or ``failed``.
    case copying = "COPYING"
    /// The copy is being checked. Goes to ``done`` or ``failed``.
    case checking = "CHECKING"
    /// The file is whole. Goes to ``copying`` with the next one.
    case done = "DONE"
    /// It was given up; nothing is left of it. Goes to ``copying`` with the next one.
    case failed = "FAILED"
  }

  /// Where it is.
  public var state: State
  /// The file.
  public var file: String
  /// How many pages of the database are copied.
  public var done = 0
  /// How many there are; 0 while that is not known.
  public var total = 0
  /// Why it failed.
  public var message: String?

  /// A backup to a file.
  public init(state: State, file: String) {
    self.state = state
    self.file = file
  }

  /// None was made.
  public static let none = BackupStatus(state: .none, file: "")
}

/// What came of repairing the clock.
public struct ClockRepairReport: Sendable, Hashable {
  /// Whether anything was in the future; if not, nothing was changed.
  public var isRepaired: Bool
  /// How many documents were stamped anew.
  public var documents: Int
  /// How far the node's timestamps were ahead of its wall clock, in milliseconds.
  public var milliseconds: Int64
  /// The ReplicaID from now on.
  public var replica: String
  /// The ReplicaID before, if it is another.
  public var former: String?

  /// A report of these parts.
  public init(
    isRepaired: Bool, documents: Int, milliseconds: Int64, replica: String, former: String?
  ) {
    self.isRepaired = isRepaired
    self.documents = documents
    self.milliseconds = milliseconds
    self.replica = replica
    self.former = former
  }
}

/// How the clock of a node is.
public struct ClockStatus: Sendable, Hashable {
  /// Whether it differs from the median of the peers' clocks by more than the bound.
  public var isSuspect = false
  /// By how many milliseconds that median is ahead of it; nil with fewer than three peers.
  public var median: Int64?
  /// By how many milliseconds the latest timestamp here is ahead of it; negative if behind.
  public var lead: Int64 = 0
  /// How far ahead a timestamp may be, in milliseconds.
  public var bound: Int64 = 0

  /// A clock of which nothing is known.
  public init() {}

  /// Whether what is written here is refused by others for being from the future.
  public var needsRepair: Bool { lead > bound }
}

/// Why a link is held off: its peer offers what is from the future.
public struct AheadStatus: Sendable, Hashable {
  /// The replica that wrote it.
  public var origin: String
  /// The name of its node, where that is known.
  public var node: String?
  /// By how many milliseconds it is ahead of this node's wall clock.
  public var milliseconds: Int64

  /// A replica's writes, ahead by so much.
  public init(origin: String, node: String?, milliseconds: Int64) {
    self.origin = origin
    self.node = node
    self.milliseconds = milliseconds
  }
}
