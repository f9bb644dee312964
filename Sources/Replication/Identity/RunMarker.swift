import Documents

/// Names one run of a node: random, drawn at each start (DESIGN section 7, "Rollback").
///
/// It stands in the database and in a file beside it. Where the two don't agree, the database is not the one that the node
/// last ran on, or has lost its end.
public struct RunMarker: Sendable, Hashable {
  /// 64 random bits.
  public let bits: UInt64

  /// The marker with these bits.
  public init(bits: UInt64) {
    self.bits = bits
  }

  /// Draws a marker.
  public static func random(using random: inout some RandomNumberGenerator) -> RunMarker {
    RunMarker(bits: random.next())
  }
}

extension RunMarker: CustomStringConvertible {
  /// Sixteen hexadecimal digits.
  public var description: String { "\(ReplicaID(bits: bits))" }

  /// Reads what ``description`` writes; nil for anything else.
  public init?(_ description: String) {
    guard let bits = ReplicaID(description)?.bits else { return nil }
    self.bits = bits
  }
}

/// What the file beside the database says of the last run.
public struct RunRecord: Sendable, Hashable {
  /// The run.
  public var marker: RunMarker
  /// The run before, while the database may not have the new marker yet.
  public var previous: RunMarker?
  /// Whether each of its commits was durable before it was answered.
  public var isDurable: Bool
  /// Whether it has ended, with everything on the disk.
  public var isClean: Bool
  /// Names the time since the machine was started last; empty where it can't be told.
  public var boot: String

  /// A record of these parts.
  public init(
    marker: RunMarker, previous: RunMarker? = nil, isDurable: Bool, isClean: Bool, boot: String
  ) {
    self.marker = marker
    self.previous = previous
    self.isDurable = isDurable
    self.isClean = isClean
    self.boot = boot
  }
}

/// What the database says of the last run on it.
public enum StoredMarker: Sendable, Hashable {
  /// Nothing: it is new, or no run has marked it yet.
  case none
  /// It is a backup that no node has run on.
  case backup
  /// The last run.
  case run(RunMarker)
}

/// Under which ReplicaID a node that starts may go on, and why.
public enum IdentityDecision: Sendable, Hashable {
  /// Under the one that it has.
  case keep(Reason)
  /// Under a new one: writes of its own that others know may be missing here, and their versions must not be given out again.
  case takeNew(Danger)

  /// Why nothing of its own can be missing.
  public enum Reason: String, Sendable, Hashable, CaseIterable {
    /// Nothing was ever marked.
    case firstRun = "no run was marked before"
    /// Every commit was durable before it was answered.
    case durable = "every commit of the last run was durable"
    /// The last run ended with everything on the disk.
    case cleanStop = "the last run ended cleanly"
    /// The machine has run on, so what the process wrote is there.
    case sameBoot = "the machine has not been restarted since the last run"
  }

  /// Why something may be missing.
  public enum Danger: String, Sendable, Hashable, CaseIterable {
    /// The database is a backup, put in place by hand.
    case backup = "the database is a backup"
    /// The database has no marker, and the file beside it has one.
    case databaseUnmarked = "the database was never run on, and the file beside it says otherwise"
    /// The file is missing.
    case fileMissing = "the record of the last run, beside the database, is missing"
    /// Both are there and differ.
    case otherDatabase = "the database is not the one that the last run was on"
    /// They agree, but the end may be lost.
    case tailLost = "the machine was restarted while commits were not durable"
  }

  /// The rule (DESIGN section 7): the two markers agree, and the last run was durable, or ended cleanly, or the machine has not been
  /// restarted since.
  ///
  /// - Parameters:
  ///   - stored: What the database says.
  ///   - file: What the file beside it says; nil where it is missing or unreadable.
  ///   - boot: Names the time since the machine was started last; empty where it can't be told, which counts as a restart.
  public init(stored: StoredMarker, file: RunRecord?, boot: String) {
    switch (stored, file) {
    case (.none, nil): self = .keep(.firstRun)
    case (.none, _?): self = .takeNew(.databaseUnmarked)
    case (.backup, _): self = .takeNew(.backup)
    case (.run, nil): self = .takeNew(.fileMissing)
    case (.run(let marker), let file?):
      guard marker == file.marker || marker == file.previous else {
        self = .takeNew(.otherDatabase)
        return
      }
      if file.isDurable {
        self = .keep(.durable)
      } else if file.isClean {
        self = .keep(.cleanStop)
      } else if !boot.isEmpty, boot == file.boot {
        self = .keep(.sameBoot)
      } else {
        self = .takeNew(.tailLost)
      }
    }
  }
}
