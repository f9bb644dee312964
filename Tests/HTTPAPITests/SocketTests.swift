import GraphQL
import NIOCore
import NIOWebSocket
import ServiceLifecycle
import Testing

@testable import HTTPAPI

/// GraphQL over WebSockets, over sockets.
@Suite("WebSockets", .serialized, .timeLimit(.minutes(5)))
struct SocketTests {
  @Test("queries, mutations and subscriptions share a connection")
  func operations() async throws {
    try await withServer { server in
      try await SocketClient.open(port: server.client.port) { client in
        try await client.connect()
        try await client.send(SocketClient.subscribe("q", "{ hello }"))
        #expect(
          try await client.message()
            == ["id": "q", "type": "next", "payload": ["data": ["hello": "hello world"]]])
        #expect(try await client.message() == ["id": "q", "type": "complete"])
        try await client.send(SocketClient.subscribe("f", "subscription { forever }"))
        try await client.send(SocketClient.subscribe("m", "mutation { touch }"))
        #expect(
          try await client.message()
            == ["id": "m", "type": "next", "payload": ["data": ["touch": 1]]])
        #expect(try await client.message() == ["id": "m", "type": "complete"])
        try await client.send(SocketClient.subscribe("s", "subscription { count(to: 2) }"))
        for count in [1, 2] as [JSON] {
          #expect(
            try await client.message()
              == ["id": "s", "type": "next", "payload": ["data": ["count": count]]])
        }
        #expect(try await client.message() == ["id": "s", "type": "complete"])
        #expect(server.documents.subscriptionCount == 2)
        // The id of one that has ended is free.
        try await client.send(SocketClient.subscribe("s", "{ hello }"))
        #expect(try await client.message()["id"] == "s")
      }
    }
  }

  @Test("why an operation can't run comes as its error, and the connection goes on")
  func errors() async throws {
    try await withServer { server in
      try await SocketClient.open(port: server.client.port) { client in
        try await client.connect()
        for (query, code) in [
          ("{ hello", "GRAPHQL_PARSE_FAILED"), ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
          ("subscription { refused }", "FORBIDDEN"),
        ] as [(String, JSON)] {
          try await client.send(SocketClient.subscribe("1", query))
          let message = try await client.message()
          #expect(message["id"] == "1")
          #expect(message["type"] == "error")
          #expect(message["payload"]?[0]?["extensions"]?["code"] == code)
        }
        try await client.send(SocketClient.subscribe("1", "{ fail }"))
        let message = try await client.message()
        #expect(message["type"] == "next")
        #expect(message["payload"]?["errors"]?[0]?["path"] == ["fail"])
      }
    }
  }

  @Test("the admin schema has sockets of its own")
  func admin() async throws {
    try await withServer { server in
      try await SocketClient.open(port: server.client.port, path: "/admin/graphql?a=b") { client in
        try await client.connect()
        try await client.send(SocketClient.subscribe("1", "mutation { touch }"))
        #expect(try await client.message()["payload"] == ["data": ["touch": 1]])
        #expect(server.admin.mutationCount == 1)
        #expect(server.documents.mutationCount == 0)
      }
    }
  }

  @Test(
    "who does not offer graphql-transport-ws is told so by 4406",
    arguments: [nil, "graphql-ws", "mqtt, soap"] as [String?])
  func subprotocol(offered: String?) async throws {
    try await withServer { server in
      try await SocketClient.open(port: server.client.port, subprotocol: offered) { client in
        guard case .close(4406, _) = try await client.next() else {
          Issue.record("it was not closed with 4406")
          return
        }
      }
    }
  }

  @Test("of several subprotocols ours is chosen")
  func chosenSubprotocol() async throws {
    try await withServer { server in
      try await SocketClient.open(
        port: server.client.port, subprotocol: "graphql-ws, graphql-transport-ws"
      ) { client in try await client.connect() }
    }
  }

  @Test("a client that asks for no connection is closed with 4408")
  func initializationTimeout() async throws {
    try await withServer({ $0.initializationSeconds = 1 }) { server in
      let waiting = Task {
        try await SocketClient.open(port: server.client.port) { try await $0.next() }
      }
      let received = try await waiting.value
      #expect(received == .close(4408, "Connection initialisation timeout"))
    }
  }

  @Test("mistakes close the socket with the code of the protocol")
  func closes() async throws {
    let initialization = SocketClient.initialization()
    let cases: [(messages: [JSON], code: UInt16)] = [
      ([SocketClient.subscribe("1", "{ hello }")], 4401), ([initialization, initialization], 4429),
      (
        [
          initialization, SocketClient.subscribe("1", "subscription { forever }"),
          SocketClient.subscribe("1", "{ hello }"),
        ], 4409
      ), (["type"], 4400), ([["type": "what"]], 4400),
    ]
    try await withServer { server in
      for (messages, code) in cases {
        try await SocketClient.open(port: server.client.port) { client in
          for message in messages {
            try await client.send(message)
            if message == initialization, messages.count == 3 {
              #expect(try await client.message()["type"] == "connection_ack")
            }
          }
          while true {
            switch try await client.next() {
            case .close(let closed, _):
              #expect(closed == code)
              return
            case .text: continue
            case .pong, .end:
              Issue.record("it was not closed with \(code)")
              return
            }
          }
        }
      }
    }
  }

  @Test("pings of both layers are answered, and the server pings")
  func pings() async throws {
    try await withServer({ $0.keepAliveSeconds = 1 }) { server in
      try await SocketClient.open(port: server.client.port) { client in
        try await client.connect()
        try await client.send(["type": "ping", "payload": ["a": 1]])
        #expect(try await client.message() == ["type": "pong", "payload": ["a": 1]])
        try await client.send(
          WebSocketFrame(
            fin: true, opcode: .ping, maskKey: .random(), data: ByteBuffer(string: "x")))
        #expect(try await client.next() == .pong("x"))
        #expect(try await client.message() == ["type": "ping"])
      }
    }
  }

  @Test("who answers no ping is closed")
  func deadClient() async throws {
    try await withServer({ $0.keepAliveSeconds = 1 }) { server in
      try await SocketClient.open(port: server.client.port) { client in
        try await client.connect()
        for _ in 0..<3 { #expect(try await client.message() == ["type": "ping"]) }
        #expect(try await client.next() == .close(1001, "pings were not answered"))
      }
    }
  }

  @Test("a client that completes, closes or leaves ends its subscription")
  func leaving() async throws {
    for way in 0..<3 {
      try await withServer { server in
        try await SocketClient.open(port: server.client.port) { client in
          try await client.connect()
          try await client.send(SocketClient.subscribe("1", "subscription { forever }"))
          await server.documents.begunSignal.wait()
          switch way {
          case 0:
            try await client.send(["id": "1", "type": "complete"])
            await server.documents.ended.wait()
          case 1:
            try await client.send(
              WebSocketFrame(
                fin: true, opcode: .connectionClose, maskKey: .random(),
                data: ByteBuffer(bytes: [0x03, 0xE8])))
            #expect(try await client.next() == .close(1000, ""))
          default: break
          }
        }
        await server.documents.ended.wait()
      }
    }
  }

  @Test("messages come in fragments as well")
  func fragments() async throws {
    try await withServer { server in
      try await SocketClient.open(port: server.client.port) { client in
        let text = SocketClient.initialization().description
        let middle = text.index(text.startIndex, offsetBy: 5)
        for (part, opcode, isLast) in [
          (text[..<middle], WebSocketOpcode.text, false), (text[middle...], .continuation, true),
        ] {
          try await client.send(
            WebSocketFrame(
              fin: isLast, opcode: opcode, maskKey: .random(),
              data: ByteBuffer(string: String(part))))
        }
        #expect(try await client.message() == ["type": "connection_ack"])
      }
    }
  }

  @Test("frames against the rules close with the code of RFC 6455")
  func badFrames() async throws {
    let text = ByteBuffer(string: #"{"type":"ping"}"#)
    let cases: [(frame: WebSocketFrame, code: UInt16)] = [
      (WebSocketFrame(fin: true, opcode: .text, data: text), 1002),
      (WebSocketFrame(fin: true, rsv1: true, opcode: .text, maskKey: .random(), data: text), 1002),
      (WebSocketFrame(fin: true, opcode: .binary, maskKey: .random(), data: text), 4400),
      (
        WebSocketFrame(
          fin: true, opcode: .text, maskKey: .random(), data: ByteBuffer(bytes: [0xFF, 0xFE])),
        1007
      ),
      (
        WebSocketFrame(
          fin: true, opcode: .text, maskKey: .random(),
          data: ByteBuffer(string: String(repeating: " ", count: 2_000))), 1009
      ),
      (
        WebSocketFrame(
          fin: false, opcode: .text, maskKey: .random(),
          data: ByteBuffer(string: String(repeating: " ", count: 900))), 1009
      ),
    ]
    try await withServer({ $0.maximumBodySize = 1_024 }) { server in
      for (frame, code) in cases {
        try await SocketClient.open(port: server.client.port) { client in
          try await client.send(frame)
          if !frame.fin {
            try await client.send(
              WebSocketFrame(
                fin: true, opcode: .continuation, maskKey: .random(),
                data: ByteBuffer(string: String(repeating: " ", count: 900))))
          }
          switch try await client.next() {
          case .close(let closed, _): #expect(closed == code)
          case let other: Issue.record("\(other) in place of \(code)")
          }
        }
      }
    }
  }

  @Test("a server that stops completes subscriptions, and closes with 1001")
  func stopping() async throws {
    try await withServer { server in
      try await SocketClient.open(port: server.client.port) { client in
        try await client.connect()
        try await client.send(SocketClient.subscribe("1", "subscription { forever }"))
        await server.documents.begunSignal.wait()
        await server.group.triggerGracefulShutdown()
        #expect(try await client.message() == ["id": "1", "type": "complete"])
        #expect(try await client.next() == .close(1001, "the node stops; connect again later"))
      }
    }
  }

  @Test(
    "an upgrade from a page of another site, elsewhere, or to something else is an ordinary request"
  )
  func refusedUpgrades() async throws {
    try await withServer({ $0.origins = ["https://app.example"] }) { server in
      let key = [
        "Upgrade: websocket", "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
      ]
      let cases: [(path: String, headers: [String], host: String?, status: Int)] = [
        ("/graphql", key + ["Origin: https://evil.example"], nil, 403),
        ("/graphql", key, "evil.example", 403), ("/nowhere", key, nil, 404),
        ("/graphql", ["Upgrade: h2c"], nil, 400),
        ("/graphql", ["Upgrade: websocket", "Sec-WebSocket-Version: 8", key[2]], nil, 400),
      ]
      for (path, headers, host, status) in cases {
        let response = try await server.client.send("GET", path, headers: headers, host: host)
        #expect(response.status == status)
      }
      try await SocketClient.open(
        port: server.client.port, headers: [("Origin", "https://app.example")]
      ) { client in try await client.connect() }
    }
  }

  @Test("one operation more than a connection may have is refused")
  func limit() async throws {
    try await withServer({ $0.maximumOperationsPerConnection = 2 }) { server in
      try await SocketClient.open(port: server.client.port) { client in
        try await client.connect()
        for id in ["1", "2"] {
          try await client.send(SocketClient.subscribe(id, "subscription { forever }"))
        }
        try await client.send(SocketClient.subscribe("3", "{ hello }"))
        let message = try await client.message()
        #expect(message["id"] == "3")
        #expect(message["payload"]?[0]?["extensions"]?["code"] == "LIMIT_EXCEEDED")
      }
    }
  }

  @Test("a response or event beyond the limit is an error and no data")
  func tooLarge() async throws {
    try await withServer({ $0.maximumResponseSize = 100 << 10 }) { server in
      try await SocketClient.open(port: server.client.port) { client in
        try await client.connect()
        for (id, query) in [
          ("1", "{ repeat(text: \"a\", count: 200000) }"), ("2", "subscription { flood { text } }"),
        ] {
          try await client.send(SocketClient.subscribe(id, query))
          var message = try await client.message()
          while message["id"]?.stringValue != id || message["type"] != "next" {
            message = try await client.message()
          }
          #expect(message["payload"]?["data"] == .null)
          #expect(message["payload"]?["errors"]?[0]?["extensions"]?["code"] == "LIMIT_EXCEEDED")
        }
      }
    }
  }

  @Test("a subscriber that takes nothing in time is told where to go on, once it reads again")
  func slowSubscriber() async throws {
    let clock = SteppedClock()
    try await withServer({
      $0.now = clock.now
      $0.keepAliveSeconds = 600
    }) { server in
      try await SocketClient.open(port: server.client.port) { client in
        try await client.connect()
        try await client.send(SocketClient.subscribe("1", "subscription { flood { text token } }"))
        try await clock.stepDuringAWrite(behind: 1, by: .seconds(900))
        var last: JSON = .null
        while true {
          let message = try await client.message()
          guard message["type"] == "next" else {
            #expect(message["type"] == "error")
            #expect(message["payload"]?[0]?["extensions"]?["code"] == "SLOW_SUBSCRIBER")
            #expect(message["payload"]?[0]?["extensions"]?["lastSync"] == last)
            break
          }
          last = message["payload"]?["data"]?["flood"]?["token"] ?? .null
        }
        try await client.send(SocketClient.subscribe("2", "{ hello }"))
        #expect(try await client.message()["id"] == "2")
      }
    }
  }

  @Test("the connection of a subscriber that goes on taking nothing is cut")
  func stalledSubscriber() async throws {
    try await withServer({ $0.stall = .milliseconds(500) }) { server in
      try await SocketClient.open(port: server.client.port) { client in
        try await client.connect()
        try await client.send(SocketClient.subscribe("1", "subscription { flood { text token } }"))
        await server.documents.ended.wait()
      }
    }
  }
}
