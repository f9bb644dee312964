import Documents

/// The tombstones that a store was told to drop: of each transaction that was committed. Shared by the copies of the simulator's layer
/// that transactions work on.
final class Removals {
  /// A tombstone.
  struct Tombstone {
    let type: TypeNumber
    let state: DocumentState
  }

  private var committed: [Tombstone] = []
  private var pending: [Tombstone] = []

  /// A transaction begins.
  func begin() { pending = [] }

  /// It was committed.
  func commit() {
    committed += pending
    pending = []
  }

  /// Notes a document that is dropped in the transaction at hand.
  func note(_ state: DocumentState, type: TypeNumber) {
    if state.isDeleted { pending.append(Tombstone(type: type, state: state)) }
  }

  /// Takes what was committed since the last time.
  func take() -> [Tombstone] {
    defer { committed = [] }
    return committed
  }
}
