import Foundation
import Testing

/// A wall clock that a test sets, for a process of its own, by means of libfaketime.
struct FakeClock {
  private let file: String

  /// Where Debian's package `faketime` has the library.
  private static let library = [
    "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/local/lib",
  ].map { "\($0)/faketime/libfaketime.so.1" }.first {
    FileManager.default.fileExists(atPath: $0)
  }

  /// Whether there is such a library.
  static let isThere = library != nil

  /// Why the tests with wrong clocks are skipped, where they are.
  static let absence: Comment =
    "wrong clocks need libfaketime: install it with `apt-get install faketime`"

  /// A clock that is ahead by some seconds.
  init(ahead seconds: Int, in folder: TestFolder) throws {
    file = "\(folder.path)/clock"
    try set(ahead: seconds)
  }

  /// Sets the clock; the process sees it within a second.
  func set(ahead seconds: Int) throws {
    try Data("+\(seconds)\n".utf8).write(to: URL(fileURLWithPath: file), options: .atomic)
  }

  /// What the process needs to see it. The clock that never steps stays as it is.
  var environment: [String: String] {
    [
      "LD_PRELOAD": Self.library ?? "", "FAKETIME_TIMESTAMP_FILE": file,
      "FAKETIME_CACHE_DURATION": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1",
      // Without it the library adds a variable to the environment, which moves it, and Swift does not find its arguments any more.
      "FAKETIME_SHARED": "/deltamesh-none /deltamesh-none",
    ]
  }
}
