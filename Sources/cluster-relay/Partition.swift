import Foundation
import NIOCore
import Synchronization

/// Which nodes may talk, and the connections between them.
final class Partition: Sendable {
  /// The two ends of a relayed connection.
  struct Pair: Hashable {
    let dialler: Int
    let listener: Int
  }

  private struct State {
    var groups: [Set<Int>] = []
    var connections: [ObjectIdentifier: (pair: Pair, channel: any Channel)] = [:]
  }

  private let state = Mutex(State())

  /// Takes groups such as `1,2 3` from a file, closes what they cut, and copies the text to the file's name with `.applied`.
  func apply(_ file: String) {
    let data = FileManager.default.contents(atPath: file) ?? Data()
    let text = String(decoding: data, as: UTF8.self)
    let groups = text.split(whereSeparator: \.isWhitespace).map { group in
      Set(group.split(separator: ",").compactMap { Int($0) })
    }
    let cut = state.withLock { state in
      state.groups = groups
      return state.connections.values.filter { !Self.allows($0.pair, groups) }.map(\.channel)
    }
    for channel in cut { channel.close(promise: nil) }
    if !FileManager.default.createFile(atPath: file + ".applied", contents: data) {
      print("cannot write \(file).applied")
    }
  }

  /// Notes a connection until it closes. Returns whether its nodes may talk.
  func admit(_ channel: any Channel, _ pair: Pair) -> Bool {
    let key = ObjectIdentifier(channel)
    let isAllowed = state.withLock { state in
      guard Self.allows(pair, state.groups) else { return false }
      state.connections[key] = (pair, channel)
      return true
    }
    channel.closeFuture.whenComplete { _ in
      self.state.withLock { $0.connections[key] = nil }
    }
    return isAllowed
  }

  /// Nodes of one group may talk; nodes in no group are alone, unless there are no groups.
  private static func allows(_ pair: Pair, _ groups: [Set<Int>]) -> Bool {
    groups.isEmpty || groups.contains { $0.contains(pair.dialler) && $0.contains(pair.listener) }
  }
}
