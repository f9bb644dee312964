import Foundation

/// Something that a test waited for, and that did not come.
struct TestFailure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}

/// Asks again and again until `condition` gives something; that is returned.
/// - Throws: ``TestFailure`` when the deadline has passed.
func eventually<Value>(
  within seconds: Double = 20, _ what: String, _ condition: () async throws -> Value?
) async throws -> Value {
  let clock = ContinuousClock()
  let deadline = clock.now + .milliseconds(Int(seconds * 1_000))
  var lastError: (any Error)?
  while true {
    do {
      if let value = try await condition() { return value }
      lastError = nil
    } catch {
      lastError = error
    }
    guard clock.now < deadline else {
      throw TestFailure(
        "\(what): not so within \(seconds) s" + (lastError.map { "; last: \($0)" } ?? ""))
    }
    try await Task.sleep(for: .milliseconds(15))
  }
}

/// Asks again and again until `condition` is true.
func eventually(
  within seconds: Double = 20, _ what: String, _ condition: () async throws -> Bool
) async throws {
  _ = try await eventually(within: seconds, what) { try await condition() ? () : nil as Void? }
}
