public import Documents

/// What was answered to a row that was pushed with a key.
public struct KeyedAnswer: Sendable, Hashable {
  /// The key.
  public var key: String
  /// When it was answered, in milliseconds by the wall clock.
  public var time: Int64
  /// What the row contained (``Documents/PushRow/fingerprint(type:)``).
  public var fingerprint: UInt64
  /// What came of it.
  public var outcome: PushOutcome
  /// Why nothing was written.
  public var message: String?

  /// An answer.
  public init(
    key: String, time: Int64, fingerprint: UInt64, outcome: PushOutcome, message: String? = nil
  ) {
    self.key = key
    self.time = time
    self.fingerprint = fingerprint
    self.outcome = outcome
    self.message = message
  }
}
