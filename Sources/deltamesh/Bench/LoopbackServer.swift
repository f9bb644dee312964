import Foundation
import Synchronization

/// The limit of HTTP on this machine: a thread that reads whatever comes and answers with the same bytes, without looking at it.
final class LoopbackServer: Sendable {
  let port: Int
  private let listener: Int32
  private let isStopping = Mutex(false)

  /// Starts to answer everything with `response`.
  init(response: [UInt8]) throws {
    (listener, port) = try Sockets.listen()
    let thread = Thread { [self] in serve(response) }
    thread.name = "loopback"
    thread.start()
  }

  /// Ends the thread within a moment.
  func stop() {
    isStopping.withLock { $0 = true }
  }

  private func serve(_ response: [UInt8]) {
    var polled = [pollfd(fd: listener, events: Int16(POLLIN), revents: 0)]
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while !isStopping.withLock({ $0 }) {
      guard poll(&polled, nfds_t(polled.count), 100) > 0 else { continue }
      for index in polled.indices where polled[index].revents != 0 {
        let descriptor = polled[index].fd
        if index == 0 {
          let accepted = accept(descriptor, nil, nil)
          guard accepted >= 0 else { continue }
          Sockets.withoutDelay(accepted)
          polled.append(pollfd(fd: accepted, events: Int16(POLLIN), revents: 0))
          continue
        }
        guard recv(descriptor, &buffer, buffer.count, 0) > 0,
          (try? Sockets.send(response, to: descriptor)) != nil
        else {
          close(descriptor)
          polled[index].fd = -1
          continue
        }
      }
    }
    for entry in polled where entry.fd >= 0 { close(entry.fd) }
  }
}
