import Foundation
import GraphQL
import Testing

extension EndToEnd {
  @Suite struct HostilePeers {
    @Test("Bytes between two nodes contain nothing of the documents")
    func nothingReadableOnTheWire() async throws {
      let mesh = try await TestMesh(2)
      let words = ["unmistakable-id", "unmistakable text", "unmistakable description"]
      _ = try await mesh.nodes[0].client.data(
        #"mutation { createComment(input: { id: "\#(words[0])", text: "\#(words[1])", description: "\#(words[2])" }) { id } }"#
      )
      try await mesh.agree(on: #"{ getComment(id: "\#(words[0])") { description } }"#) {
        $0.at("getComment.description") == .string(words[2])
      }
      let recorded = mesh.allTaps.flatMap(\.recorded)
      #expect(recorded.count > 500)
      let haystack = Data(recorded)
      for word in words + ["unmistak", "Comment", "description", "node-1", TestNode.secret] {
        #expect(haystack.range(of: Data(word.utf8)) == nil, "\"\(word)\" is readable on the wire")
      }
      try await mesh.stop()
    }

    @Test("A peer with another secret is refused, the reason is logged, both nodes stay up")
    func anotherSecret() async throws {
      let member = try TestNode(name: "member")
      try member.configure(peers: [])
      let stranger = try TestNode(name: "stranger", secret: "another secret, as long as the first")
      let tap = try WireTap(to: member.peerPort)
      try stranger.configure(peers: [tap.port])
      try await member.start()
      try await stranger.start()
      try await eventually("the member says why") {
        !member.log(containing: "another mesh secret").isEmpty
      }
      try await eventually("the stranger says why") {
        !stranger.log(containing: "peer.secret").isEmpty
      }
      _ = try await member.client.data(
        #"mutation { createComment(input: { id: "a", text: "for members" }) { id } }"#)
      #expect(
        try await stranger.client.data("{ findComments { count } }").at("findComments.count") == 0)
      // The dialler tries again and again, and says the same thing once.
      try await eventually("it was dialled some times") {
        member.log(containing: "another mesh secret").count >= 3
      }
      #expect(stranger.log(containing: "no link to").count == 1)
      #expect(try await member.stop() == 0)
      #expect(try await stranger.stop() == 0)
    }

    @Test("A flipped byte ends the link with its reason; the next link brings everything")
    func flippedByte() async throws {
      try await damage(.flip(at: 130), isLoggedAs: "not authentic")
    }

    @Test("A stream that is cut ends the link with its reason; the next link brings everything")
    func cutStream() async throws {
      try await damage(.cut(after: 130), isLoggedAs: "without a goodbye")
    }

    @Test("A flipped byte in the handshake refuses the connection")
    func flippedByteInTheHandshake() async throws {
      try await damage(.flip(at: 10), isLoggedAs: "refused")
    }

    private func damage(_ fault: WireTap.Fault, isLoggedAs reason: String) async throws {
      let listener = try TestNode(name: "listener")
      let dialler = try TestNode(name: "dialler")
      let tap = try WireTap(to: listener.peerPort)
      try listener.configure(peers: [])
      try dialler.configure(peers: [tap.port])
      try await listener.start()
      tap.inject(fault)
      try await dialler.start()
      try await eventually("a connection was damaged") { tap.faultsDone > 0 }
      tap.inject(nil)
      try await eventually("the listener says why") { !listener.log(containing: reason).isEmpty }
      #expect(listener.log(containing: reason).count <= tap.faultsDone)
      _ = try await dialler.client.data(
        #"mutation { createComment(input: { id: "a", text: "after all" }) { id } }"#)
      try await eventually(within: 60, "the document arrives") {
        try await listener.client.data(#"{ getComment(id: "a") { text } }"#)
          == ["getComment": ["text": "after all"]]
      }
      #expect(try await dialler.stop() == 0)
      #expect(try await listener.stop() == 0)
    }

    @Test(
      "Frames of the wrong size are refused, each logged once with the reason; the node stays up",
      arguments: [
        (bytes: [0, 5, 1, 2, 3, 4, 5] as [UInt8], reason: "a frame of 5 bytes is too small"),
        (bytes: [0xFF, 0xFF, 0, 0], reason: "a frame of 65535 bytes is larger than the 1024"),
        (bytes: [0, 49] + [UInt8](repeating: 7, count: 49), reason: "refused"),
        (bytes: Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8), reason: "refused"),
        (bytes: [0, 48, 1, 2, 3], reason: "refused"),
      ])
    func wrongFrames(bytes: [UInt8], reason: String) async throws {
      let node = try TestNode(name: "node")
      try node.configure(peers: [])
      try await node.start()
      let connection = try #require(Sockets.connect(to: node.peerPort))
      #expect(Sockets.write(bytes, to: connection))
      shutdown(connection, Int32(SHUT_WR))
      // The node closes the connection, and tells the stranger nothing.
      while let answer = Sockets.read(from: connection) { #expect(answer.count <= 98) }
      close(connection)
      try await eventually("the reason is logged") { !node.log(containing: reason).isEmpty }
      #expect(node.log(containing: reason).count == 1)
      #expect(try await node.client.data("{ __typename }") == ["__typename": "Query"])
      #expect(try await node.stop() == 0)
    }
  }
}
