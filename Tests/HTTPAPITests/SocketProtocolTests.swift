import GraphQL
import Testing

@testable import HTTPAPI

/// The server's half of `graphql-transport-ws`, without a socket.
@Suite("The WebSocket protocol")
struct SocketProtocolTests {
  private static func machine(connected: Bool = true, operations: Int = 3) -> SocketProtocol {
    var machine = SocketProtocol(maximumOperations: operations, limits: JSONLimits())
    if connected {
      _ = machine.receive(text(#"{"type":"connection_init"}"#))
      _ = machine.authorized()
    }
    return machine
  }

  private static func text(_ text: String) -> [UInt8] { Array(text.utf8) }

  private static func subscribe(_ id: String) -> [UInt8] {
    text(#"{"id":"\#(id)","type":"subscribe","payload":{"query":"{ hello }"}}"#)
  }

  private static func sent(_ text: String) -> [SocketProtocol.Action] {
    [.send(self.text(text))]
  }

  private static func operation(_ id: String, _ number: Int) -> SocketProtocol.Operation {
    SocketProtocol.Operation(id: id, number: number)
  }

  @Test("a connection is acknowledged once access is granted")
  func acknowledges() {
    var machine = Self.machine(connected: false)
    #expect(machine.receive(Self.text(#"{"type":"connection_init"}"#)) == [.authorize(nil)])
    #expect(machine.authorized() == Self.sent(#"{"type":"connection_ack"}"#))
    #expect(machine.authorized() == [])
  }

  @Test("the token comes in the payload, as Authorization in either case")
  func token() {
    for name in ["Authorization", "authorization"] {
      var machine = Self.machine(connected: false)
      let text = Self.text(#"{"type":"connection_init","payload":{"\#(name)":"Bearer abc"}}"#)
      #expect(machine.receive(text) == [.authorize("Bearer abc")])
    }
  }

  @Test("without access the socket is closed with the reason, and nothing is taken any more")
  func refuses() {
    var machine = Self.machine(connected: false)
    _ = machine.receive(Self.text(#"{"type":"connection_init"}"#))
    #expect(machine.refused(.unauthorized("no")) == [.close(.init(code: 4401, "no"))])
    #expect(machine.authorized() == [])
    #expect(machine.receive(Self.subscribe("1")) == [])
  }

  @Test("an operation before the acknowledgement closes with 4401")
  func early() {
    var opened = Self.machine(connected: false)
    #expect(opened.receive(Self.subscribe("1")) == [.close(.notAcknowledged)])
    var authorizing = Self.machine(connected: false)
    _ = authorizing.receive(Self.text(#"{"type":"connection_init"}"#))
    #expect(authorizing.receive(Self.subscribe("1")) == [.close(.notAcknowledged)])
    #expect(SocketCloseReason.notAcknowledged.code == 4401)
  }

  @Test("a second request for a connection closes with 4429, and stops what runs")
  func secondInit() {
    var authorizing = Self.machine(connected: false)
    let text = Self.text(#"{"type":"connection_init"}"#)
    _ = authorizing.receive(text)
    #expect(authorizing.receive(text) == [.close(.secondInit)])
    var connected = Self.machine()
    _ = connected.receive(Self.subscribe("1"))
    #expect(
      connected.receive(text) == [.stop(Self.operation("1", 1)), .close(.secondInit)])
    #expect(SocketCloseReason.secondInit.code == 4429)
  }

  @Test("no request for a connection in time closes with 4408")
  func initializationTimeout() {
    var machine = Self.machine(connected: false)
    #expect(machine.initializationTimedOut() == [.close(.initializationTimeout)])
    #expect(SocketCloseReason.initializationTimeout.code == 4408)
    var connected = Self.machine()
    #expect(connected.initializationTimedOut() == [])
  }

  @Test("an operation starts, has responses, and completes")
  func operation() throws {
    var machine = Self.machine()
    let operation = Self.operation("1", 1)
    let request = try GraphQLRequest(["query": "{ hello }"])
    #expect(machine.receive(Self.subscribe("1")) == [.start(operation, request)])
    #expect(
      machine.next(operation, Self.text(#"{"data":1}"#))
        == Self.sent(#"{"id":"1","type":"next","payload":{"data":1}}"#))
    #expect(machine.completed(operation) == Self.sent(#"{"id":"1","type":"complete"}"#))
    #expect(machine.completed(operation) == [])
    #expect(machine.next(operation, Self.text("{}")) == [])
  }

  @Test("an operation that can't run ends by its errors, and its id is free again")
  func failure() throws {
    var machine = Self.machine()
    _ = machine.receive(Self.subscribe("1"))
    #expect(
      machine.failed(Self.operation("1", 1), [GraphQLError("no")])
        == Self.sent(#"{"id":"1","type":"error","payload":[{"message":"no"}]}"#))
    let request = try GraphQLRequest(["query": "{ hello }"])
    #expect(machine.receive(Self.subscribe("1")) == [.start(Self.operation("1", 2), request)])
    // What the first one still says is not taken for the second.
    #expect(machine.completed(Self.operation("1", 1)) == [])
    #expect(machine.next(Self.operation("1", 1), Self.text("{}")) == [])
    #expect(machine.completed(Self.operation("1", 2)) != [])
  }

  @Test("an id that is in use closes with 4409")
  func duplicate() {
    var machine = Self.machine()
    _ = machine.receive(Self.subscribe("a"))
    #expect(
      machine.receive(Self.subscribe("a")) == [
        .stop(Self.operation("a", 1)),
        .close(SocketCloseReason(code: 4409, "Subscriber for a already exists")),
      ])
  }

  @Test("ids are told apart by their bytes")
  func bytesOfIDs() throws {
    var machine = Self.machine()
    let request = try GraphQLRequest(["query": "{ hello }"])
    _ = machine.receive(Self.subscribe("\u{E9}"))
    #expect(
      machine.receive(Self.subscribe("e\u{301}"))
        == [.start(Self.operation("e\u{301}", 2), request)])
  }

  @Test("what the client completes is stopped, and unknown ids are no matter")
  func clientCompletes() {
    var machine = Self.machine()
    _ = machine.receive(Self.subscribe("1"))
    let text = Self.text(#"{"id":"1","type":"complete"}"#)
    #expect(machine.receive(text) == [.stop(Self.operation("1", 1))])
    #expect(machine.receive(text) == [])
    #expect(machine.next(Self.operation("1", 1), Self.text("{}")) == [])
  }

  @Test("one operation more than a connection may have is refused, and the others go on")
  func tooMany() {
    var machine = Self.machine(operations: 2)
    _ = machine.receive(Self.subscribe("1"))
    _ = machine.receive(Self.subscribe("2"))
    guard case .send(let bytes)? = machine.receive(Self.subscribe("3")).first,
      let message = try? JSON(parsing: bytes)
    else {
      Issue.record("nothing was said")
      return
    }
    #expect(message["id"] == "3")
    #expect(message["type"] == "error")
    #expect(message["payload"]?[0]?["extensions"]?["code"] == "LIMIT_EXCEEDED")
    #expect(machine.next(Self.operation("1", 1), Self.text("{}")) != [])
    _ = machine.completed(Self.operation("1", 1))
    #expect(machine.receive(Self.subscribe("3")).count == 1)
  }

  @Test("an operation that was stopped takes its place until nothing of it runs any more")
  func stoppedOperationsCount() {
    var machine = Self.machine(operations: 1)
    _ = machine.receive(Self.subscribe("1"))
    #expect(
      machine.receive(Self.text(#"{"id":"1","type":"complete"}"#))
        == [.stop(Self.operation("1", 1))])
    guard case .send? = machine.receive(Self.subscribe("2")).first else {
      Issue.record("a second one was begun beside the first")
      return
    }
    machine.ended(Self.operation("1", 1))
    guard case .start? = machine.receive(Self.subscribe("2")).first else {
      Issue.record("there is no place for another")
      return
    }
  }

  @Test("a ping is answered with its payload, also before the connection")
  func ping() {
    var machine = Self.machine(connected: false)
    #expect(machine.receive(Self.text(#"{"type":"ping"}"#)) == Self.sent(#"{"type":"pong"}"#))
    #expect(
      machine.receive(Self.text(#"{"type":"ping","payload":{"a":1}}"#))
        == Self.sent(#"{"type":"pong","payload":{"a":1}}"#))
    #expect(machine.receive(Self.text(#"{"type":"pong","payload":{}}"#)) == [])
  }

  @Test("a client that answers no ping is given up, one that does is not")
  func keepAlive() {
    var machine = Self.machine()
    for _ in 0..<SocketProtocol.maximumUnansweredPings {
      #expect(machine.keepAlive() == Self.sent(#"{"type":"ping"}"#))
    }
    _ = machine.receive(Self.text(#"{"type":"pong"}"#))
    for _ in 0..<SocketProtocol.maximumUnansweredPings {
      #expect(machine.keepAlive() == Self.sent(#"{"type":"ping"}"#))
    }
    #expect(machine.keepAlive() == [.close(.noAnswer)])
  }

  @Test(
    "what is no message closes with 4400",
    arguments: [
      "", "{", "[]", "{}", #"{"type":7}"#, #"{"type":"start"}"#, #"{"type":"connection_ack"}"#,
      #"{"type":"next","id":"1"}"#, #"{"type":"subscribe"}"#,
      #"{"type":"subscribe","id":"1"}"#, #"{"type":"subscribe","id":"","payload":{"query":"{a}"}}"#,
      #"{"type":"subscribe","id":1,"payload":{"query":"{a}"}}"#,
      #"{"type":"subscribe","id":"1","payload":{"query":1}}"#,
      #"{"type":"subscribe","id":"1","payload":{"query":"{a}","variables":[]}}"#,
      #"{"type":"complete"}"#, #"{"type":"ping","payload":1}"#, #"{"type":"pong","payload":[]}"#,
    ])
  func invalid(message: String) {
    var machine = Self.machine()
    guard case .close(let reason)? = machine.receive(Self.text(message)).last else {
      Issue.record("it was taken")
      return
    }
    #expect(reason.code == 4400)
    #expect(reason.text.utf8.count <= 123)
    #expect(machine.receive(Self.subscribe("1")) == [])
  }

  @Test("a message at the limit of JSON depth is taken, and one beyond is not")
  func depth() {
    for (depth, isTaken) in [(30, true), (31, false)] {
      var machine = Self.machine()
      let nested = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
      let actions = machine.receive(
        Self.text(#"{"type":"ping","payload":{"a":\#(nested)}}"#))
      if case .send? = actions.first {
        #expect(isTaken)
      } else {
        #expect(!isTaken)
      }
    }
  }

  @Test("a server that stops completes what runs, and says that it goes")
  func stops() {
    var machine = Self.machine()
    _ = machine.receive(Self.subscribe("1"))
    #expect(
      machine.stop() == [
        .send(Self.text(#"{"id":"1","type":"complete"}"#)), .stop(Self.operation("1", 1)),
        .close(.goingAway),
      ])
    #expect(machine.stop() == [])
  }

  @Test("when the client is gone everything stops, and nothing is sent")
  func disconnects() {
    var machine = Self.machine()
    _ = machine.receive(Self.subscribe("1"))
    #expect(machine.disconnected() == [.stop(Self.operation("1", 1))])
    #expect(machine.completed(Self.operation("1", 1)) == [])
    #expect(machine.keepAlive() == [])
    #expect(machine.stop() == [])
  }

  @Test("a reason is cut to what a close frame holds, between characters")
  func longReasons() {
    let reason = SocketCloseReason(code: 4400, String(repeating: "é", count: 100))
    #expect(reason.text == String(repeating: "é", count: 61))
  }
}
