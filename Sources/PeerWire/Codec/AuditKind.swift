internal import Replication

/// The kinds of questions about documents. A message's id tells the kind, so that an answer can be read: from ``firstID`` on, four
/// ids a number.
enum AuditKind: UInt64, CaseIterable {
  case sums = 0
  case entries = 1
  case documents = 2

  /// The ids below are those of subscriptions.
  static let firstID: UInt64 = 1 << 33

  init(_ question: AuditQuestion) {
    switch question {
    case .sums: self = .sums
    case .entries: self = .entries
    case .documents: self = .documents
    }
  }

  /// The operation that asks.
  var operation: PeerOperation {
    switch self {
    case .sums: .sums
    case .entries: .entries
    case .documents: .documents
    }
  }

  /// The id of a question and of its answer.
  func id(of number: AuditNumber) -> UInt64 {
    Self.firstID + UInt64(number.rawValue) * 4 + rawValue
  }

  /// The kind and the number that an id stands for.
  static func read(_ id: UInt64) throws(PeerCodecError) -> (AuditKind, AuditNumber) {
    guard id >= firstID, let number = UInt32(exactly: (id - firstID) / 4), number > 0,
      let kind = AuditKind(rawValue: (id - firstID) % 4)
    else { throw .unexpected("a question with id \(id)") }
    return (kind, AuditNumber(rawValue: number))
  }
}
