import Foundation
import Replication
import Storage

/// The file beside the database that says which run was on it last, and how it ended: `run` in the data folder. Lines of `key=value`.
struct RunFile: Sendable {
  private let path: String

  /// The file of a data folder.
  init(folder: String) {
    path = "\(folder)/\(DatabaseRestore.runFile)"
  }

  /// What it says; nil where it is missing or unreadable, which tells as little.
  func read() -> RunRecord? {
    guard let data = FileManager.default.contents(atPath: path), data.count < 4_096 else {
      return nil
    }
    var values: [Substring: Substring] = [:]
    for line in String(decoding: data, as: UTF8.self).split(separator: "\n") {
      let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if parts.count == 2 { values[parts[0]] = parts[1] }
    }
    guard let marker = values["marker"].flatMap({ RunMarker(String($0)) }),
      let isDurable = values["durable"].flatMap({ Bool(String($0)) }),
      let isClean = values["clean"].flatMap({ Bool(String($0)) })
    else { return nil }
    return RunRecord(
      marker: marker, previous: values["previous"].flatMap { RunMarker(String($0)) },
      isDurable: isDurable, isClean: isClean, boot: values["boot"].map(String.init) ?? "")
  }

  /// Writes it anew, durably and as a whole.
  func write(_ record: RunRecord) throws(NodeError) {
    var lines = ["marker=\(record.marker)"]
    if let previous = record.previous { lines.append("previous=\(previous)") }
    lines += ["durable=\(record.isDurable)", "clean=\(record.isClean)", "boot=\(record.boot)"]
    let text = lines.joined(separator: "\n") + "\n"
    let draft = path + ".new"
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    guard
      FileManager.default.createFile(
        atPath: draft, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600]),
      Self.sync(draft), rename(draft, path) == 0, Self.sync(folder)
    else {
      throw NodeError(.store, "can't write \(path): \(String(cString: strerror(errno)))")
    }
  }

  private static func sync(_ path: String) -> Bool {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return fsync(descriptor) == 0
  }

  /// Names the time since the machine was started last; empty where the system does not tell.
  static func boot() -> String {
    let data = FileManager.default.contents(atPath: "/proc/sys/kernel/random/boot_id") ?? Data()
    return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
