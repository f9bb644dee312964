import Foundation

/// How much the tests of disks try: 1 takes seconds; the environment's `DELTAMESH_DISK_EFFORT` asks for more.
enum Effort {
  static let factor = max(
    ProcessInfo.processInfo.environment["DELTAMESH_DISK_EFFORT"].flatMap { Int($0) } ?? 1, 1)

  /// About `count` times the effort out of the numbers below `end`, evenly spread, the first among them.
  static func points(below end: Int, count: Int) -> [Int] {
    let step = max(end / (count * factor), 1)
    return Array(stride(from: 0, to: end, by: step))
  }
}
