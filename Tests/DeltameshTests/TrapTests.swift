import Foundation
import GraphQL
import Testing

extension EndToEnd {
  /// What systems of this kind have fallen into, each by its name.
  @Suite struct Traps {
    private static let schema = """
      type Note @model { id: ID!  title: String  comments: [Comment]! @oneToMany(field: "note") }
      type Comment @model @datasync {
        id: ID!  text: String  description: String  likes: Int  done: Boolean
        note: Note @manyToOne(field: "comments")
      }
      """

    private func mesh(_ count: Int = 1) async throws -> TestMesh {
      try await TestMesh(count, schema: Self.schema)
    }

    private static let push =
      "mutation ($rows: [PushCommentRow!]!) { pushComments(rows: $rows) { id outcome state { text likes updatedAt _version } } }"

    /// Pushes rows, and returns what came of them.
    private func push(_ rows: JSON, to client: GraphQLClient) async throws -> [JSON] {
      let data = try await client.data(Self.push, variables: .object(["rows": rows]))
      return data.at("pushComments")?.arrayValue ?? []
    }

    @Test("Equal timestamps: pages end between documents of one millisecond, and none is missed")
    func equalTimestamps() async throws {
      let mesh = try await mesh()
      let client = mesh.nodes[0].client
      let rows: JSON = .array((0..<60).map { ["id": .string("c\($0)"), "text": "x"] })
      let pushed = try await push(rows, to: client)
      let times = Set(pushed.compactMap { $0.at("state.updatedAt")?.stringValue })
      #expect(pushed.count == 60)
      #expect(times.count < 30, "the documents share milliseconds")
      let found = try await Deltas.round(client, since: "0", limit: 7)
      #expect(found.ids == (0..<60).map { "c\($0)" }.sorted())
      // The first number of a token alone, as a plain reader of times has it, never gives less.
      let time = try #require(times.max())
      let later = try await Deltas.round(client, since: time)
      #expect(later.ids.count >= pushed.count { $0.at("state.updatedAt") == .string(time) })
      try await mesh.stop()
    }

    @Test("Late arrival: what was written before the token, and came after it, is not missed")
    func lateArrival() async throws {
      let mesh = try await mesh(2)
      try await mesh.agree(on: "{ findComments { count } }")
      mesh.isolate(0)
      let early = try await mesh.nodes[0].client.data(
        #"mutation { createComment(input: { id: "early" }) { updatedAt } }"#)
      let earlyTime = try #require(early.at("createComment.updatedAt")?.stringValue)
      let two = mesh.nodes[1].client
      _ = try await two.data(#"mutation { createComment(input: { id: "late" }) { id } }"#)
      let first = try await Deltas.round(two, since: "0")
      #expect(first.ids == ["late"])
      mesh.heal()
      try await eventually("the early one has arrived") {
        try await two.data(#"{ getComment(id: "early") { id } }"#).at("getComment.id") == "early"
      }
      let second = try await Deltas.round(two, since: first.lastSync)
      #expect(second.ids == ["early"])
      #expect(second.items.first?.at("updatedAt") == .string(earlyTime))
      let tokenTime = try #require(first.lastSync.split(separator: ".").first.flatMap { Int64($0) })
      #expect(try #require(Int64(earlyTime)) <= tokenTime)
      try await mesh.stop()
    }

    @Test("% and _ in contains are ordinary characters")
    func wildcards() async throws {
      let mesh = try await mesh()
      let client = mesh.nodes[0].client
      let texts = ["100%", "100 percent", "a_b", "axb", #"back\slash"#]
      _ = try await push(
        .array(texts.enumerated().map { ["id": .string("\($0)"), "text": .string($1)] }), to: client
      )
      for (filter, ids) in [
        (#"contains: "%""#, ["0"]), (#"contains: "_""#, ["2"]), (#"startsWith: "100_""#, []),
        (#"endsWith: "%b""#, []), (#"contains: "\\""#, ["4"]), (#"contains: "0 p""#, ["1"]),
      ] {
        let data = try await client.data(
          "{ findComments(filter: { text: { \(filter) } }) { items { id } } }")
        let found = data.at("findComments.items")?.arrayValue?.compactMap { $0["id"]?.stringValue }
        #expect(found == ids, "\(filter)")
      }
      try await mesh.stop()
    }

    @Test("Falsy values in conflicts: 0, \"\", false and null are values like others")
    func falsyValues() async throws {
      let mesh = try await mesh()
      let client = mesh.nodes[0].client
      let created = try await client.data(
        #"mutation { createComment(input: { id: "c", text: "x", likes: 5, done: true, description: "d" }) { updatedAt _version } }"#
      )
      let time = try #require(created.at("createComment.updatedAt")?.stringValue)
      _ = try await client.data(
        #"mutation { updateComment(input: { id: "c", text: "", likes: 0, updatedAt: "\#(time)" }) { id } }"#
      )
      // Other fields than those that changed, to falsy values: merged, and both kept.
      let merged = try await client.response(
        #"mutation { updateComment(input: { id: "c", done: false, description: null, updatedAt: "\#(time)" }) { text likes done description } }"#
      )
      #expect(
        merged.at("data.updateComment") == [
          "text": "", "likes": 0, "done": false, "description": nil,
        ])
      let info = try #require(merged.at("extensions.conflicts.0.conflictInfo"))
      #expect(info.at("serverState.text") == "")
      #expect(info.at("serverState.likes") == 0)
      #expect(info.at("clientState.done") == false)
      #expect(info.at("clientState.description") == .null)
      // The same field to a falsy value on both sides is no conflict; to another one it is.
      let same = try await client.response(
        #"mutation { updateComment(input: { id: "c", likes: 0, text: "", updatedAt: "\#(time)" }) { likes } }"#
      )
      #expect(same["errors"] == nil)
      let error = try await client.error(
        #"mutation { updateComment(input: { id: "c", done: true, likes: null, updatedAt: "\#(time)" }) { id } }"#
      )
      #expect(error.at("extensions.code") == "CONFLICT")
      #expect(error.at("extensions.conflictInfo.serverState.done") == false)
      #expect(error.at("extensions.conflictInfo.serverState.description") == .null)
      #expect(error.at("extensions.conflictInfo.clientState.likes") == .null)
      try await mesh.stop()
    }

    @Test("A deleted child in a relation is not shown; its parent's deletion does not take it away")
    func deletedChild() async throws {
      let mesh = try await mesh(2)
      let client = mesh.nodes[0].client
      let created = try await client.data(
        """
        mutation {
          note: createNote(input: { id: "n", title: "t" }) { updatedAt }
          a: createComment(input: { id: "a", noteId: "n" }) { updatedAt }
          b: createComment(input: { id: "b", noteId: "n" }) { updatedAt }
        }
        """)
      let time = try #require(created.at("a.updatedAt")?.stringValue)
      _ = try await client.data(
        #"mutation { deleteComment(input: { id: "a", updatedAt: "\#(time)" }) { id } }"#)
      try await mesh.agree(on: #"{ getNote(id: "n") { comments { id } } }"#) {
        $0 == ["getNote": ["comments": [["id": "b"]]]]
      }
      let noteTime = try #require(created.at("note.updatedAt")?.stringValue)
      _ = try await client.data(
        #"mutation { deleteNote(input: { id: "n", updatedAt: "\#(noteTime)" }) { id } }"#)
      try await mesh.agree(on: #"{ getComment(id: "b") { noteId note { id } } }"#) {
        $0 == ["getComment": ["noteId": "n", "note": nil]]
      }
      let filtered = try await client.data("{ findComments(filter: { note: {} }) { count } }")
      #expect(filtered == ["findComments": ["count": 0]])
      try await mesh.stop()
    }

    @Test("A delete and re-create in one delta: it comes once, alive, as it is")
    func recreated() async throws {
      let mesh = try await mesh(2)
      let (one, two) = (mesh.nodes[0].client, mesh.nodes[1].client)
      let created = try await one.data(
        #"mutation { createComment(input: { id: "c", text: "old", likes: 1 }) { updatedAt createdAt } }"#
      )
      try await mesh.agree(on: #"{ getComment(id: "c") { text } }"#) {
        $0.at("getComment.text") == "old"
      }
      let before = try await Deltas.round(one, since: "0")
      let time = try #require(created.at("createComment.updatedAt")?.stringValue)
      _ = try await one.data(
        #"mutation { deleteComment(input: { id: "c", updatedAt: "\#(time)" }) { id } }"#)
      _ = try await one.data(#"mutation { createComment(input: { id: "c", text: "new" }) { id } }"#)
      try await mesh.agree(on: #"{ getComment(id: "c") { text likes } }"#) {
        $0 == ["getComment": ["text": "new", "likes": nil]]
      }
      for client in [one, two] {
        let delta = try await Deltas.round(client, since: before.lastSync)
        #expect(delta.items.count == 1)
        #expect(delta.items.first?.at("text") == "new")
        #expect(delta.items.first?.at("_deleted") == false)
      }
      try await mesh.stop()
    }

    @Test("A filter changed under a token is told, not answered in part")
    func changedFilter() async throws {
      let mesh = try await mesh()
      let client = mesh.nodes[0].client
      _ = try await push([["id": "a", "likes": 1], ["id": "b", "likes": 9]], to: client)
      func sync(_ since: String, _ filter: String) async throws -> JSON {
        try await client.response(
          #"{ syncComments(lastSync: "\#(since)", filter: \#(filter)) { items { id } lastSync } }"#)
      }
      let few = try await sync("0", "{ likes: { gt: 5 } }")
      #expect(few.at("data.syncComments.items") == [["id": "b"]])
      let token = try #require(few.at("data.syncComments.lastSync")?.stringValue)
      for other in ["{ likes: { gt: 0 } }", "{ likes: { ge: 5 } }", "null"] {
        let answer = try await sync(token, other)
        #expect(answer.at("errors.0.extensions.code") == "RESYNC_REQUIRED", "\(other)")
      }
      let same = try await sync(token, "{ likes: { gt: 5 } }")
      #expect(same.at("data.syncComments.items") == [])
      try await mesh.stop()
    }

    @Test(
      "A limit without an order: pages don't overlap, leave nothing out, and are the same on all nodes"
    )
    func limitWithoutOrder() async throws {
      let mesh = try await mesh(2)
      for node in mesh.nodes {
        let rows: JSON = .array(
          (0..<20).map { ["id": .string("\(node.name)-\($0 * 7 % 20)"), "text": "same"] })
        _ = try await push(rows, to: node.client)
      }
      try await mesh.agree(on: "{ findComments { count } }") { $0.at("findComments.count") == 40 }
      var all: [[String]] = []
      for node in mesh.nodes {
        var found: [String] = []
        for offset in stride(from: 0, to: 40, by: 7) {
          let data = try await node.client.data(
            "{ findComments(page: { limit: 7, offset: \(offset) }, orderBy: { field: \"text\" }) { items { id } } }"
          )
          let plain = try await node.client.data(
            "{ findComments(page: { limit: 7, offset: \(offset) }) { items { id } } }")
          #expect(data == plain)
          found +=
            plain.at("findComments.items")?.arrayValue?.compactMap { $0["id"]?.stringValue } ?? []
        }
        #expect(Set(found).count == 40)
        #expect(found.count == 40)
        all.append(found)
      }
      #expect(all[0] == all[1])
      try await mesh.stop()
    }

    @Test("Retry after a lost answer: a row with its key is written once, also over a crash")
    func lostAnswer() async throws {
      let mesh = try await mesh()
      let node = mesh.nodes[0]
      let client = node.client
      _ = try await push([["id": "c", "text": "first", "likes": 0]], to: client)
      let seen = try await client.data(#"{ getComment(id: "c") { updatedAt } }"#)
      let time = try #require(seen.at("getComment.updatedAt"))
      let rows: JSON = [["key": "k-1", "id": "c", "text": "mine", "updatedAt": time]]
      try lose(
        .object(["query": .string(Self.push), "variables": .object(["rows": rows])]), node.httpPort)
      try await eventually("the row is written") {
        try await client.data(#"{ getComment(id: "c") { text } }"#).at("getComment.text") == "mine"
      }
      // Another client goes on from there.
      let written = try await client.data(#"{ getComment(id: "c") { updatedAt } }"#)
      let next = try #require(written.at("getComment.updatedAt")?.stringValue)
      let other = try await client.data(
        #"mutation { updateComment(input: { id: "c", text: "theirs", updatedAt: "\#(next)" }) { _version } }"#
      )
      let version = try #require(other.at("updateComment._version"))
      for isAfterCrash in [false, true] {
        if isAfterCrash {
          try await node.kill()
          try await node.start()
        }
        let again = try await push(rows, to: client)
        #expect(again.first?.at("outcome") == "APPLIED")
        #expect(again.first?.at("state.text") == "theirs")
        #expect(again.first?.at("state._version") == version)
      }
      // Without the key the same row is what it looks like: a conflict.
      let unkeyed = try await push([["id": "c", "text": "mine", "updatedAt": time]], to: client)
      #expect(unkeyed.first?.at("outcome") == "CONFLICT")
      try await mesh.stop()
    }

    /// Sends a request, and goes away without the answer.
    private func lose(_ body: JSON, _ port: Int) throws {
      let connection = try #require(Sockets.connect(to: port))
      defer { close(connection) }
      let bytes = Array(body.description.utf8)
      let head =
        "POST /graphql HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nContent-Type: application/json\r\n"
        + "Accept: application/json\r\nContent-Length: \(bytes.count)\r\n\r\n"
      #expect(Sockets.write(Array(head.utf8) + bytes, to: connection))
    }
  }
}
