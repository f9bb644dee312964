/// A point in virtual time, or a length of it, in microseconds; a run begins at 0.
public struct VirtualTime: Sendable, Hashable, Comparable, Codable {
  /// The count of microseconds.
  public var microseconds: Int64

  /// So many microseconds.
  public init(microseconds: Int64) {
    self.microseconds = microseconds
  }

  /// The beginning of a run, or no time at all.
  public static let zero = VirtualTime(microseconds: 0)

  /// So many milliseconds.
  public static func milliseconds(_ count: Int64) -> VirtualTime {
    VirtualTime(microseconds: count * 1_000)
  }

  /// So many seconds.
  public static func seconds(_ count: Int64) -> VirtualTime {
    VirtualTime(microseconds: count * 1_000_000)
  }

  /// The whole milliseconds in it.
  public var milliseconds: Int64 { microseconds / 1_000 }

  /// Earlier, or shorter, first.
  public static func < (left: VirtualTime, right: VirtualTime) -> Bool {
    left.microseconds < right.microseconds
  }

  static func + (left: VirtualTime, right: VirtualTime) -> VirtualTime {
    VirtualTime(microseconds: left.microseconds + right.microseconds)
  }

  static func - (left: VirtualTime, right: VirtualTime) -> VirtualTime {
    VirtualTime(microseconds: left.microseconds - right.microseconds)
  }

  static func * (left: VirtualTime, right: Int64) -> VirtualTime {
    VirtualTime(microseconds: left.microseconds * right)
  }
}

extension VirtualTime: CustomStringConvertible {
  /// Seconds with six digits behind the point, and an `s`.
  public var description: String {
    let fraction = String(abs(microseconds) % 1_000_000)
    let zeros = String(repeating: "0", count: 6 - fraction.utf8.count)
    return "\(microseconds < 0 ? "-" : "")\(abs(microseconds) / 1_000_000).\(zeros)\(fraction)s"
  }
}
