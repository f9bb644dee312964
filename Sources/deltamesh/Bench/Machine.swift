import Foundation
import GRDBSQLite
import Storage

/// What figures depend on beside the program: the machine, and how busy it is.
enum Machine {
  /// Lines about the machine and the build.
  static func description(_ settings: BenchSettings) -> [String] {
    let process = ProcessInfo.processInfo
    let processor = field("model name", in: "/proc/cpuinfo").map { " (\($0))" } ?? ""
    let gibibytes = String(format: "%.1f", Double(process.physicalMemory) / Double(1 << 30))
    var load = [Double](repeating: 0, count: 3)
    let hasLoad = getloadavg(&load, 3) == 3
    #if DEBUG
      let build = "DEBUG: the figures say nothing; build with -c release"
    #else
      let build = "release"
    #endif
    return [
      "machine     \(process.activeProcessorCount) cores\(processor), \(gibibytes) GiB,"
        + " \(process.operatingSystemVersionString)",
      "load        "
        + (hasLoad ? load.map { String(format: "%.2f", $0) }.joined(separator: " ") : "?")
        + " (1, 5, 15 minutes, before the run)",
      "SQLite      \(String(cString: sqlite3_libversion())), data in \(settings.folder),"
        + " durability \(settings.durability.rawValue)",
      "build       \(build)",
    ]
  }

  /// The most memory that a process has had resident since ``resetPeakMemory()``, in bytes; nil where the system does not tell.
  static func peakMemory(of process: Int32? = nil) -> Int? {
    memory("VmHWM", of: process)
  }

  /// The memory that a process has resident, in bytes; nil where the system does not tell.
  static func memory(of process: Int32? = nil) -> Int? {
    memory("VmRSS", of: process)
  }

  private static func memory(_ name: String, of process: Int32?) -> Int? {
    let path = "/proc/\(process.map { "\($0)" } ?? "self")/status"
    guard let digits = field(name, in: path)?.split(separator: " ").first,
      let kibibytes = Int(digits)
    else { return nil }
    return kibibytes << 10
  }

  /// Lets the peak of this process begin anew.
  static func resetPeakMemory() {
    guard let file = FileHandle(forWritingAtPath: "/proc/self/clear_refs") else { return }
    try? file.write(contentsOf: Data("5".utf8))
    try? file.close()
  }

  /// The first value of `name: value` in a file of the system.
  private static func field(_ name: String, in path: String) -> String? {
    guard let data = FileManager.default.contents(atPath: path) else { return nil }
    for line in String(decoding: data, as: UTF8.self).split(separator: "\n") {
      guard let colon = line.firstIndex(of: ":"),
        line[..<colon].trimmingCharacters(in: .whitespaces) == name
      else { continue }
      return line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
    }
    return nil
  }
}
