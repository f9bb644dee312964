public import Documents

/// A document as a store has it.
public struct StoredDocument: Sendable, Hashable {
  /// The document.
  public var state: DocumentState
  /// Where it stands in the order of changes.
  public var sequence: SequenceNumber

  /// A stored document.
  public init(state: DocumentState, sequence: SequenceNumber) {
    self.state = state
    self.sequence = sequence
  }
}
