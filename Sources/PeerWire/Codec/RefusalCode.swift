internal import Replication

/// The codes of `error` messages.
enum RefusalCode: String, CaseIterable {
  case badLastSync = "BAD_LAST_SYNC"
  case resyncRequired = "RESYNC_REQUIRED"
  case evicted = "EVICTED"
  case unavailable = "UNAVAILABLE"

  /// The code and the text of a refusal.
  static func parts(of refusal: SyncRefusal) -> (RefusalCode, String) {
    switch refusal {
    case .badToken(let text): (.badLastSync, text)
    case .resyncRequired(let text): (.resyncRequired, text)
    case .evicted(let text): (.evicted, text)
    case .unavailable(let text): (.unavailable, text)
    }
  }

  /// The refusal with this code and a text.
  func refusal(_ text: String) -> SyncRefusal {
    switch self {
    case .badLastSync: .badToken(text)
    case .resyncRequired: .resyncRequired(text)
    case .evicted: .evicted(text)
    case .unavailable: .unavailable(text)
    }
  }
}

extension SyncRefusal {
  /// What is wrong, for people.
  var text: String {
    switch self {
    case .badToken(let text), .resyncRequired(let text), .evicted(let text), .unavailable(let text):
      text
    }
  }
}
