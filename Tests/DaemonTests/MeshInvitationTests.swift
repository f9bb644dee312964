import Testing

@testable import Daemon

@Suite("An invitation into a mesh")
struct MeshInvitationTests {
  private func configuration(
    listen: String? = nil, advertise: String? = nil, peers: [String] = []
  ) -> NodeConfiguration {
    var configuration = NodeConfiguration()
    configuration.peer = .init(
      listen: listen, advertise: advertise, secret: "a secret with é and \" in it", peers: peers)
    return configuration
  }

  @Test("has the secret and addresses, and is read as it was made")
  func roundTrip() throws {
    let invitation = try MeshInvitation(
      configuration(listen: "10.0.0.1:4100", peers: ["b:1", "[::1]:2"]))
    #expect(invitation.secret == "a secret with é and \" in it")
    #expect(invitation.peers == ["10.0.0.1:4100", "b:1", "[::1]:2"])
    #expect(try MeshInvitation(token: invitation.token) == invitation)
    #expect(invitation.token.allSatisfy { $0.isASCII && !$0.isWhitespace })
    let named = try MeshInvitation(configuration(peers: ["b:1"]), addresses: ["c:3"])
    #expect(named.peers == ["c:3"])
    let many = try MeshInvitation(configuration(peers: (1...40).map { "b:\($0)" }))
    #expect(many.peers == (1...16).map { "b:\($0)" })
    #expect(try MeshInvitation(token: many.token) == many)
  }

  @Test("a token that was not copied whole, or is something else, is refused")
  func damage() throws {
    let token = try MeshInvitation(configuration(peers: ["b:1"])).token
    var damaged = [
      "", "deltamesh-1.", "deltamesh-1.AAAA", "deltamesh-1.AAAAAAAAAA", String(token.dropLast()),
      String(token.dropFirst()),
      token + "A", String(repeating: "deltamesh-1.", count: 2_000),
    ]
    let bytes = Array(token.utf8)
    for index in bytes.indices {
      var other = bytes
      other[index] = other[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
      damaged.append(String(decoding: other, as: UTF8.self))
    }
    for text in damaged {
      #expect(throws: ConfigurationError.self, "\(text)") { try MeshInvitation(token: text) }
    }
  }

  @Test("a node without a secret or a known address can't invite, and says what to do")
  func impossible() throws {
    #expect(throws: ConfigurationError.self) { try MeshInvitation(NodeConfiguration()) }
    let error = #expect(throws: ConfigurationError.self) {
      try MeshInvitation(configuration(listen: "0.0.0.0:4100"))
    }
    #expect(error?.message.contains("--address HOST:PORT") == true)
    #expect(throws: ConfigurationError.self) {
      try MeshInvitation(configuration(peers: ["b:1"]), addresses: ["nowhere"])
    }
  }
}
