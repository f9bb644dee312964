import Documents
import Replication
import Synchronization

/// Wakes those who follow the changes of this node whenever a commit has changed documents of their type.
final class ChangeSignal: Sendable {
  private struct Waiter {
    let type: TypeNumber
    /// The commit that it has seen already.
    let sequence: SequenceNumber
    let continuation: CheckedContinuation<Void, Never>
  }

  private struct State {
    /// The last commit that changed documents of a type.
    var latest: [TypeNumber: SequenceNumber] = [:]
    var waiters: [UInt64: Waiter] = [:]
    var nextWaiter: UInt64 = 0
    var isStopped = false
  }

  private let state = Mutex(State())

  /// How many wait.
  var waiterCount: Int { state.withLock { $0.waiters.count } }

  /// Notes a commit, and wakes who waited for it: not those who have read behind it already, for whom it is no news.
  func committed(_ commit: Commit, _ types: [TypeNumber]) {
    let woken = state.withLock { state in
      for type in types { state.latest[type] = commit.mark.sequence }
      let woken = state.waiters.filter {
        types.contains($0.value.type) && commit.mark.sequence > $0.value.sequence
      }
      for key in woken.keys { state.waiters[key] = nil }
      return woken.values.map(\.continuation)
    }
    for continuation in woken { continuation.resume() }
  }

  /// Lets everybody go on, and nobody wait again.
  func stop() {
    let woken = state.withLock { state in
      state.isStopped = true
      defer { state.waiters = [:] }
      return state.waiters.values.map(\.continuation)
    }
    for continuation in woken { continuation.resume() }
  }

  /// Returns when documents of a type have changed in a commit behind `sequence`, when the node stops, or when the task is cancelled.
  /// - Returns: Whether there is something to look at.
  func change(of type: TypeNumber, after sequence: SequenceNumber) async -> Bool {
    let id = state.withLock { state in
      state.nextWaiter += 1
      return state.nextWaiter
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isDone = state.withLock { state in
          if state.isStopped || Task.isCancelled || (state.latest[type] ?? .zero) > sequence {
            return true
          }
          state.waiters[id] = Waiter(
            type: type, sequence: sequence, continuation: continuation)
          return false
        }
        if isDone { continuation.resume() }
      }
    } onCancel: {
      state.withLock { $0.waiters.removeValue(forKey: id) }?.continuation.resume()
    }
    return state.withLock { !$0.isStopped && ($0.latest[type] ?? .zero) > sequence }
  }
}
