import Dispatch
import Foundation

/// The folder of all temporary data: it is gone when this object ends, and when the program is told to end before that.
final class TemporaryFolder {
  let path: String
  private var signals: [any DispatchSourceSignal] = []

  /// Makes a new folder within another one.
  init(in parent: String) throws {
    let path = "\(parent)/deltamesh-bench-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    self.path = path
    signals = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        ServerProcess.killAll()
        try? FileManager.default.removeItem(atPath: path)
        exit(128 + number)
      }
      source.resume()
      return source
    }
  }

  /// Removes it.
  func remove() {
    for source in signals { source.cancel() }
    signals = []
    try? FileManager.default.removeItem(atPath: path)
  }
}
