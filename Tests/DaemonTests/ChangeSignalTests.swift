import Documents
import Replication
import Testing

@testable import Daemon

@Suite("Waiting for changes", .timeLimit(.minutes(1)))
struct ChangeSignalTests {
  private static let type = TypeNumber(rawValue: 1)
  private static let other = TypeNumber(rawValue: 2)

  private static func commit(_ sequence: UInt64) -> Commit {
    Commit(
      mark: CommitMark(sequence: SequenceNumber(rawValue: sequence), nonce: sequence), time: 0)
  }

  @Test("no wake-up is lost: readers see the last of many commits", arguments: 0..<10)
  func stress(_ run: Int) async {
    let signal = ChangeSignal()
    let last: UInt64 = 2_000
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<8 {
        group.addTask {
          var seen: UInt64 = 0
          while seen < last {
            guard await signal.change(of: Self.type, after: SequenceNumber(rawValue: seen)) else {
              return false
            }
            seen += 1
          }
          return true
        }
      }
      group.addTask {
        for sequence in 1...last {
          signal.committed(Self.commit(sequence), [Self.type])
          if sequence % 64 == 0 { await Task.yield() }
        }
        return true
      }
      for await isGood in group { #expect(isGood) }
    }
  }

  @Test("a commit that was read before it was told wakes nobody, and ends nothing")
  func lateSignal() async {
    let signal = ChangeSignal()
    async let change = signal.change(of: Self.type, after: SequenceNumber(rawValue: 5))
    await waitUntil { signal.waiterCount == 1 }
    signal.committed(Self.commit(5), [Self.type])
    signal.committed(Self.commit(6), [Self.other])
    #expect(signal.waiterCount == 1)
    signal.committed(Self.commit(7), [Self.type])
    #expect(await change)
    #expect(signal.waiterCount == 0)
  }

  @Test("a cancelled reader leaves nothing behind")
  func cancellation() async {
    let signal = ChangeSignal()
    let task = Task { await signal.change(of: Self.type, after: .zero) }
    await waitUntil { signal.waiterCount == 1 }
    task.cancel()
    #expect(await task.value == false)
    #expect(signal.waiterCount == 0)
    let cancelled = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return await signal.change(of: Self.type, after: .zero)
    }
    #expect(await cancelled.value == false)
  }

  @Test("stopping lets all go, and nobody wait again")
  func stopping() async {
    let signal = ChangeSignal()
    async let change = signal.change(of: Self.type, after: .zero)
    await waitUntil { signal.waiterCount == 1 }
    signal.stop()
    #expect(await change == false)
    #expect(await signal.change(of: Self.type, after: .zero) == false)
  }
}

/// Gives way to other tasks until something is so.
func waitUntil(_ condition: () async throws -> Bool) async rethrows {
  while !(try await condition()) { try? await Task.sleep(for: .milliseconds(5)) }
}
