import Foundation
import Synchronization

/// A relay between one dialling node and one listening node: records every byte, cuts, and alters.
final class WireTap: Sendable {
  /// What is done to the bytes from the dialler, counted from the beginning of a connection.
  enum Fault: Sendable, Hashable {
    /// One bit of the byte at this place is flipped.
    case flip(at: Int)
    /// The connection is cut behind so many bytes.
    case cut(after: Int)
  }

  private struct State {
    var isCut = false
    var fault: Fault?
    var faultsDone = 0
    var recorded: [UInt8] = []
    var open: Set<Int32> = []
  }

  /// The port that is dialled in place of the node's own.
  let port: Int
  private let target: Int
  private let listener: Int32
  private let state = Mutex(State())

  /// Relays to a port on loopback.
  init(to target: Int) throws {
    self.target = target
    (listener, port) = try Sockets.listen()
    Thread.detachNewThread { [listener, weak self] in
      while true {
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else { return }
        guard let self else {
          close(connection)
          return
        }
        self.relay(connection)
      }
    }
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
    state.withLock { state in
      for connection in state.open { shutdown(connection, Int32(SHUT_RDWR)) }
    }
  }

  /// All bytes of both directions, in the order of arrival.
  var recorded: [UInt8] { state.withLock { $0.recorded } }

  /// To how many connections the fault was done.
  var faultsDone: Int { state.withLock { $0.faultsDone } }

  /// Cuts the connections, and refuses new ones until ``heal()``.
  func cut() {
    state.withLock { state in
      state.isCut = true
      for connection in state.open { shutdown(connection, Int32(SHUT_RDWR)) }
    }
  }

  /// Lets connections through again.
  func heal() {
    state.withLock { $0.isCut = false }
  }

  /// Does this to the next connections, or nothing; those that stand are cut.
  func inject(_ fault: Fault?) {
    state.withLock { state in
      state.fault = fault
      for connection in state.open { shutdown(connection, Int32(SHUT_RDWR)) }
    }
  }

  private func relay(_ dialler: Int32) {
    let isCut = state.withLock { $0.isCut }
    guard !isCut, let node = Sockets.connect(to: target) else {
      close(dialler)
      return
    }
    let remaining = Remaining(sockets: [dialler, node])
    state.withLock { state in
      state.open.formUnion([dialler, node])
      if state.isCut { for socket in [dialler, node] { shutdown(socket, Int32(SHUT_RDWR)) } }
    }
    Thread.detachNewThread { [weak self] in
      self?.pump(from: dialler, to: node, fault: self?.state.withLock { $0.fault })
      self?.ended(remaining)
    }
    Thread.detachNewThread { [weak self] in
      self?.pump(from: node, to: dialler, fault: nil)
      self?.ended(remaining)
    }
  }

  /// The two directions of a connection; its sockets are closed when both have ended.
  private final class Remaining: Sendable {
    let sockets: [Int32]
    let count = Mutex(2)

    init(sockets: [Int32]) {
      self.sockets = sockets
    }
  }

  private func ended(_ remaining: Remaining) {
    let isLast = remaining.count.withLock { count in
      count -= 1
      return count == 0
    }
    guard isLast else { return }
    state.withLock { state in
      for socket in remaining.sockets {
        state.open.remove(socket)
        close(socket)
      }
    }
  }

  private func pump(from source: Int32, to target: Int32, fault: Fault?) {
    var done = 0
    while var bytes = Sockets.read(from: source) {
      let range = done..<(done + bytes.count)
      var isLast = false
      switch fault {
      case .flip(let place)? where range.contains(place):
        bytes[place - done] ^= 1
        state.withLock { $0.faultsDone += 1 }
      case .cut(let count)? where range.upperBound > count:
        bytes.removeLast(range.upperBound - count)
        isLast = true
        state.withLock { $0.faultsDone += 1 }
      case .flip, .cut, nil: break
      }
      done = range.upperBound
      state.withLock { $0.recorded += bytes }
      guard Sockets.write(bytes, to: target), !isLast else { break }
    }
    shutdown(source, Int32(SHUT_RDWR))
    shutdown(target, Int32(SHUT_WR))
    if fault != nil { shutdown(target, Int32(SHUT_RDWR)) }
  }
}
