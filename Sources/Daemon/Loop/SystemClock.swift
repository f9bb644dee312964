import Dispatch
import Documents
import Foundation
import Replication

/// The clocks of the machine.
enum SystemClock {
  /// Now, by both clocks.
  static func now() -> Moment {
    Moment(wall: Timestamp(milliseconds: wallMilliseconds()), uptime: uptimeMilliseconds())
  }

  /// Milliseconds since the Unix epoch, by the wall clock.
  static func wallMilliseconds() -> Int64 { Int64(Date().timeIntervalSince1970 * 1_000) }

  /// Milliseconds since some start, by a clock that never steps.
  static func uptimeMilliseconds() -> Int64 {
    Int64(DispatchTime.now().uptimeNanoseconds / 1_000_000)
  }
}
