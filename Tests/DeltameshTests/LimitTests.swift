import Foundation
import GraphQL
import Testing

extension EndToEnd {
  /// What clients may ask for: each limit at its bound, and one beyond.
  @Suite struct Limits {
    @Test("Each limit on operations is a setting, and holds at its bound")
    func operations() async throws {
      let node = try TestNode(
        name: "limited",
        schema: TestNode.schema.replacing(
          "likes: Int", with: "likes: Int note: Note @manyToOne(field: \"comments\")")
          + "\ntype Note @model { id: ID! }")
      try node.configure(
        peers: [],
        extra: """
          limits:
            tokens: 60
            depth: 5
            aliases: 3
            directives: 2
            page: 4
            filterNodes: 3
            inValues: 2
            jsonDepth: 6
            body: 5000
            response: 65536
            orderings: 2
            related: 3
            rows: 3
            document: 1024
            lastSync: 1024
          """)
      try await node.start()

      /// The code of the first error of an answer; nil where there is none.
      func code(_ query: String, variables: JSON = .object([:])) async throws -> String? {
        let (_, body) = try await node.client.exchange(
          ["query": .string(query), "variables": variables])
        return body.at("errors.0.extensions.code")?.stringValue
      }
      func spread(_ count: Int, _ text: (Int) -> String) -> String {
        (0..<count).map(text).joined(separator: " ")
      }
      let limit = "LIMIT_EXCEEDED"
      // Two brackets and the names: a name is a token.
      #expect(try await code("{ \(spread(58) { _ in "__typename" }) }") == nil)
      #expect(try await code("{ \(spread(59) { _ in "__typename" }) }") == limit)
      // Brackets that are open at once: of the selection, the arguments, the filter, its list, and what is in that.
      #expect(try await code("{ findComments(filter: { and: [{}] }) { count } }") == nil)
      #expect(try await code("{ findComments(filter: { and: [{ id: {} }] }) { count } }") == limit)
      #expect(try await code("{ \(spread(3) { "a\($0): __typename" }) }") == nil)
      #expect(try await code("{ \(spread(4) { "a\($0): __typename" }) }") == limit)
      let skip = "@include(if: true)"
      #expect(try await code("{ __typename \(skip) b: __typename \(skip) }") == nil)
      #expect(
        try await code("{ __typename \(skip) b: __typename \(skip) c: __typename \(skip) }")
          == limit)
      #expect(try await code("{ findComments(page: { limit: 4 }) { count } }") == nil)
      #expect(try await code("{ findComments(page: { limit: 5 }) { count } }") == limit)
      #expect(try await code("{ syncComments(lastSync: \"0\", limit: 4) { lastSync } }") == nil)
      #expect(try await code("{ syncComments(lastSync: \"0\", limit: 5) { lastSync } }") == limit)
      let filtered = "query ($f: CommentFilter) { findComments(filter: $f) { count } }"
      let conditions: [JSON] = [
        ["text": ["eq": "a", "ne": "b", "startsWith": "c"]],
        ["text": ["eq": "a", "ne": "b", "startsWith": "c", "endsWith": "d"]],
      ]
      #expect(try await code(filtered, variables: ["f": conditions[0]]) == nil)
      #expect(try await code(filtered, variables: ["f": conditions[1]]) == limit)
      #expect(try await code(filtered, variables: ["f": ["id": ["in": ["1", "2"]]]]) == nil)
      #expect(
        try await code(filtered, variables: ["f": ["id": ["in": ["1", "2", "3"]]]]) == limit)
      // The request itself, its variables, and the lists: JSON of a depth.
      func nested(_ depth: Int) -> JSON {
        (0..<depth).reduce(JSON.int(1)) { value, _ in .array([value]) }
      }
      #expect(try await code("{ __typename }", variables: ["x": nested(4)]) == nil)
      #expect(try await code("{ __typename }", variables: ["x": nested(5)]) == limit)
      let empty: JSON = ["query": "{ __typename }", "variables": ["x": ""]]
      let room = 5_000 - empty.bytes.count
      for (length, status) in [(room, 200), (room + 1, 413)] {
        let answer = try await node.client.exchange(
          [
            "query": "{ __typename }",
            "variables": ["x": .string(String(repeating: "x", count: length))],
          ])
        #expect(answer.status == status)
      }
      let sorted = "query ($o: [OrderByInput!]) { findComments(orderBy: $o) { count } }"
      let order: JSON = ["field": "id"]
      #expect(try await code(sorted, variables: ["o": [order, order]]) == nil)
      #expect(try await code(sorted, variables: ["o": [order, order, order]]) == limit)
      let push = "mutation ($r: [PushCommentRow!]!) { pushComments(rows: $r) { outcome } }"
      func rows(_ ids: [String], _ text: String) -> JSON {
        ["r": .array(ids.map { ["id": .string($0), "text": .string(text), "noteId": "n"] })]
      }
      #expect(try await code(push, variables: rows(["1", "2", "3"], "t")) == nil)
      #expect(try await code(push, variables: rows(["4", "5", "6", "7"], "t")) == limit)
      let change = "mutation { updateComments(filter: {}, input: { text: \"u\" }) { count } }"
      #expect(try await code(change) == nil)
      let listed = "{ findNotes { items { comments { id } } } }"
      #expect(try await code("mutation { createNote(input: { id: \"n\" }) { id } }") == nil)
      #expect(try await code(listed) == nil)
      let create = "mutation ($i: CreateCommentInput!) { createComment(input: $i) { id } }"
      func comment(_ size: Int) -> JSON {
        ["i": ["text": .string(String(repeating: "x", count: size)), "noteId": "n"]]
      }
      #expect(try await code(create, variables: comment(1_025)) == limit)
      #expect(try await code(create, variables: comment(1_023)) == nil)
      #expect(try await code(change) == limit)
      #expect(try await code(listed) == limit)
      let sync = "query ($t: String!) { syncComments(lastSync: $t) { hasMore } }"
      let token = String(repeating: "1", count: 1_024)
      #expect(try await code(sync, variables: ["t": .string(token)]) == "BAD_LAST_SYNC")
      #expect(try await code(sync, variables: ["t": .string(token + "1")]) == limit)
      try await node.stop()
    }

    @Test("A query that reads for too long is given up, and the node goes on")
    func execution() async throws {
      let node = try TestNode(name: "slow")
      try node.configure(peers: [], extra: "limits: { execution: 10ms }")
      try await node.start()
      let text = String(repeating: "a", count: 500)
      let rows = (0..<20_000).map { #"{"id":"\#($0)","text":"\#(text)\#($0)"}"# }
      try node.folder.write("rows.jsonl", rows.joined(separator: "\n"))
      let imported = try await CommandResult.run(
        ["import", "--type", "Comment", "rows.jsonl"], in: node.folder, within: 120)
      #expect(imported.code == 0, "\(imported.output)")
      let error = try await node.client.error(
        """
        { findComments(filter: { or: [{ text: { contains: "b0" } }, { text: { contains: "c1" } },
                                      { text: { contains: "d2" } }] }) { count } }
        """)
      #expect(error.at("extensions.code") == "LIMIT_EXCEEDED")
      #expect(error["message"]?.stringValue?.contains("limits.execution") == true)
      #expect(
        try await node.client.data("{ getComment(id: \"7\") { id } }")
          == ["getComment": ["id": "7"]])
      try await node.stop()
    }

    @Test("Beyond the limit connections wait, and are served once others end")
    func connections() async throws {
      let node = try TestNode(name: "crowded")
      try node.configure(peers: [], extra: "limits: { connections: 3 }")
      try await node.start()
      // The clients of the tests keep theirs.
      var held: [Int32] = []
      for _ in 0..<6 { if let socket = Sockets.connect(to: node.httpPort) { held.append(socket) } }
      #expect(held.count == 6)
      let last = try #require(held.last)
      let request = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"
      #expect(Sockets.write(Array(request.utf8), to: last))
      var waiting = pollfd(fd: last, events: Int16(POLLIN), revents: 0)
      #expect(poll(&waiting, 1, 1_000) == 0)
      for socket in held.dropLast() { close(socket) }
      let answer = Sockets.read(from: last) ?? []
      #expect(String(decoding: answer, as: UTF8.self).hasPrefix("HTTP/1.1 200"))
      close(last)
      try await node.stop()
    }
  }
}
