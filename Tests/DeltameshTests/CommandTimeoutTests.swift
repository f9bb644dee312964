import Foundation
import Testing

extension EndToEnd {
  /// Commands that ask a running node.
  @Suite struct CommandTimeout {
    @Test("A command gives up a node that does not answer in time, though it may send something")
    func silentNode() async throws {
      let folder = try TestFolder()
      let (listener, port) = try Sockets.listen()
      let arguments = ["status", "--node", "http://127.0.0.1:\(port)"]
      // The system takes the connection; nobody reads it.
      try await expectGivenUp(arguments, in: folder)
      let server = Thread { Self.drip(listener) }
      server.start()
      try await expectGivenUp(arguments, in: folder)
      try await eventually(within: 30, "the server has ended") { server.isFinished }
      close(listener)
      for wrong in ["0", "86401", "soon"] {
        let refused = try await CommandResult.run(arguments + ["--timeout", wrong], in: folder)
        #expect(refused.code == 64)
      }
    }

    @Test("A command gives up a node that begins no TLS handshake")
    func silentHandshake() async throws {
      let folder = try TestFolder()
      let (listener, port) = try Sockets.listen()
      try await expectGivenUp(["status", "--node", "https://127.0.0.1:\(port)"], in: folder)
      close(listener)
    }

    private func expectGivenUp(_ arguments: [String], in folder: TestFolder) async throws {
      let result = try await CommandResult.run(arguments + ["--timeout", "1"], in: folder)
      #expect(result.code == 69)
      #expect(result.output.contains("has not answered within 1 s"), "\(result.output)")
    }

    /// Answers the second connection with a byte now and then, until the client has gone; the first was given up.
    private static func drip(_ listener: Int32) {
      var connections: [Int32] = []
      defer { for connection in connections { close(connection) } }
      for _ in 0..<2 {
        var waiting = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
        guard poll(&waiting, 1, 20_000) == 1 else { return }
        connections.append(accept(listener, nil, nil))
      }
      let head = "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"
      // An answer that comes before the request is none.
      guard Sockets.read(from: connections[1]) != nil,
        Sockets.write(Array(head.utf8), to: connections[1])
      else { return }
      while Sockets.write([0x20], to: connections[1]) { usleep(20_000) }
    }
  }
}
