import ArgumentParser
import Dispatch
import Foundation
import NIOCore
import NIOPosix

/// Stands between the nodes of a local cluster and cuts their connections for real: `scripts/cluster partition` and `heal`.
///
/// Node *j* listens on and dials from `127.0.1.j`. What it is known by is this relay, on `127.0.0.1`: so the relay sees who dials
/// whom, whatever address a node learned. A connection between nodes in different groups is closed, and refused while the
/// partition lasts.
@main
struct ClusterRelay: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cluster-relay",
    abstract: "Relay the connections between the nodes of a local cluster, and cut them on demand.",
    discussion: """
      Reads groups such as "1,2 3" from the control file at the start and on SIGHUP (an empty file: no partition), and copies the text
      to CONTROL.applied once it is in force.
      """)

  @Option(help: "How many nodes there are.")
  var nodes: Int

  @Option(
    help:
      "Node j is known by 127.0.0.1 at this port + j, and listens on 127.0.1.j at the same port.")
  var basePort = 4100

  @Option(help: "The file that says which nodes may talk.")
  var control: String

  func validate() throws {
    guard (1...200).contains(nodes) else { throw ValidationError("--nodes must be 1 to 200") }
    guard (1...65_000).contains(basePort) else {
      throw ValidationError("--base-port must be 1 to 65000")
    }
  }

  func run() async throws {
    let group = MultiThreadedEventLoopGroup.singleton
    let partition = Partition()
    partition.apply(control)
    for node in 1...nodes {
      let port = basePort + node
      _ = try await ServerBootstrap(group: group)
        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        .childChannelOption(.autoRead, value: false)
        .childChannelInitializer { channel in
          // Node i dials from 127.0.1.i.
          guard let dialler = Self.node(at: channel.remoteAddress),
            partition.admit(channel, Partition.Pair(dialler: dialler, listener: node))
          else { return channel.close() }
          return channel.eventLoop.makeCompletedFuture {
            let target = try SocketAddress(ipAddress: "127.0.1.\(node)", port: port)
            try channel.pipeline.syncOperations.addHandler(Relay(connectingTo: target))
          }
        }
        .bind(host: "127.0.0.1", port: port).get()
    }
    print("relaying between \(nodes) nodes")
    signal(SIGHUP, SIG_IGN)
    let hangUp = DispatchSource.makeSignalSource(signal: SIGHUP, queue: .global())
    let control = control
    hangUp.setEventHandler { partition.apply(control) }
    hangUp.resume()
    while true { try await Task.sleep(for: .seconds(3_600)) }
  }

  /// The number of the node that dials from an address.
  private static func node(at address: SocketAddress?) -> Int? {
    guard let text = address?.ipAddress, text.hasPrefix("127.0.1.") else { return nil }
    return Int(text.dropFirst("127.0.1.".count))
  }
}
