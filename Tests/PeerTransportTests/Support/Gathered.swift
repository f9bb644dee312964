import Synchronization

/// Things that happen on other threads, in order, to be waited for.
final class Gathered<Element: Sendable>: Sendable {
  private struct State {
    var items: [Element] = []
    var waiters:
      [(match: @Sendable ([Element]) -> Bool, resume: CheckedContinuation<Void, Never>)] =
        []
  }

  private let state = Mutex(State())

  var all: [Element] { state.withLock { $0.items } }

  func append(_ element: Element) {
    let ready = state.withLock { state in
      state.items.append(element)
      let items = state.items
      let ready = state.waiters.filter { $0.match(items) }
      state.waiters.removeAll { $0.match(items) }
      return ready.map(\.resume)
    }
    for waiter in ready { waiter.resume() }
  }

  /// Waits until what happened fulfils a condition; gives it all.
  @discardableResult
  func wait(until match: @escaping @Sendable ([Element]) -> Bool) async -> [Element] {
    await withCheckedContinuation { continuation in
      let isReady = state.withLock { state in
        if match(state.items) { return true }
        state.waiters.append((match, continuation))
        return false
      }
      if isReady { continuation.resume() }
    }
    return all
  }
}
