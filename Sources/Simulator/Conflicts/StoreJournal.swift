import Documents

/// What a store was told to keep, in order: of each transaction that was committed. Shared by the copies of the simulator's layer that
/// transactions work on.
final class StoreJournal {
  /// An operation.
  enum Operation {
    /// A row came whose document was not there.
    case inserted(DocumentState, TypeNumber, SequenceNumber)
    /// A row came whose document was there: it is going to be merged.
    case merged(DocumentState, TypeNumber)
    /// A state was stored.
    case put(DocumentState, TypeNumber, SequenceNumber)
    /// A document was dropped.
    case removed(DocumentID, TypeNumber)
  }

  private var committed: [Operation] = []
  private var pending: [Operation] = []

  /// A transaction begins.
  func begin() { pending = [] }

  /// It was committed.
  func commit() {
    committed += pending
    pending = []
  }

  /// Notes an operation of the transaction at hand.
  func note(_ operation: Operation) { pending.append(operation) }

  /// Notes the rows of a batch; `existing` are the indexes of those whose documents were there.
  func note(
    _ batch: ChangeBatch, _ range: Range<Int>, existing: [Int], after sequence: SequenceNumber
  ) {
    var sequence = sequence
    var rest = existing[...]
    for index in range {
      let row = batch.rows[index]
      guard let state = batch.state(of: row) else { continue }
      if rest.first == index {
        rest.removeFirst()
        note(.merged(state, row.type))
      } else {
        sequence = sequence.next
        note(.inserted(state, row.type, sequence))
      }
    }
  }

  /// Takes what was committed since the last time.
  func take() -> [Operation] {
    defer { committed = [] }
    return committed
  }
}
