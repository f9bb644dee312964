/// The kinds of events that a run plans ahead: each of their events can be left out without changing the others.
public enum PlannedKind: Sendable, Hashable, Comparable {
  /// Writes of clients.
  case writes
  /// Clients that read deltas page by page, and roam.
  case readers
  /// Clients that follow what one node changes, live.
  case subscribers
  /// Clients that keep nothing but the milliseconds of `lastSync`.
  case timeReaders
  /// Clients that write while offline, and push later.
  case offlineClients
  /// Faults of a kind.
  case fault(FaultKind)

  /// Every kind, in order.
  public static let all: [PlannedKind] =
    [.writes, .readers, .subscribers, .timeReaders, .offlineClients]
    + FaultKind.allCases.map(PlannedKind.fault)

  /// The name that it has in a scenario.
  public var name: String {
    switch self {
    case .writes: "writes"
    case .readers: "readers"
    case .subscribers: "subscribers"
    case .timeReaders: "time-readers"
    case .offlineClients: "offline-clients"
    case .fault(let kind): kind.rawValue
    }
  }

  /// In the order of ``all``.
  public static func < (left: PlannedKind, right: PlannedKind) -> Bool { left.order < right.order }

  /// The place in ``all``.
  var order: Int { Self.all.firstIndex(of: self) ?? 0 }
}
