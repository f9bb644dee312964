import DocumentAPI
import Documents
import GraphQL
import Synchronization
import Testing

@Suite("Queries")
struct QueryTests {
  private func filled() async throws -> Mesh {
    let mesh = try Mesh(
      """
      type Item @model { id: ID! name: String size: Int weight: Float done: Boolean tags: [String] color: Color due: DateTime day: Date at: Time seen: Timestamp big: BigInt data: JSON }
      enum Color { RED GREEN }
      """)
    for item in [
      #"id: "1", name: "apple", size: 5, weight: 0.5, done: true, tags: ["a", "b"], color: RED, due: "2026-01-01T01:00:00+01:00", day: "2026-01-01", at: "10:00:00Z", seen: 1000, big: "-10", data: { a: [1, null], b: "x" }"#,
      #"id: "2", name: "banana", size: 7, weight: 2, done: false, tags: [], color: GREEN, due: "2026-06-01T00:00:00Z", day: "2026-06-01", at: "12:30:00.5+01:00", seen: 2000, big: "12345678901234567890123", data: "text""#,
      #"id: "3", name: "Apple pie", size: 5"#,
      #"id: "4""#,
    ] {
      _ = try await mesh.data("mutation { createItem(input: { \(item) }) { id } }")
    }
    return mesh
  }

  @Test(
    "find by every operator",
    arguments: [
      (#"name: { eq: "apple" }"#, "1"), (#"name: { ne: "apple" }"#, "2 3 4"),
      (#"name: { eq: null }"#, "4"), (#"name: { ne: null }"#, "1 2 3"),
      (#"name: { lt: "apple" }"#, "3"), (#"name: { le: "apple" }"#, "1 3"),
      (#"name: { gt: "apple" }"#, "2"), (#"name: { ge: "apple" }"#, "1 2"),
      (#"name: { in: ["apple", "banana"] }"#, "1 2"), (#"name: { in: [] }"#, ""),
      (#"name: { contains: "pp" }"#, "1 3"), (#"name: { contains: "%" }"#, ""),
      (#"name: { startsWith: "app" }"#, "1"), (#"name: { endsWith: "e" }"#, "1 3"),
      (#"name: { startsWith: "A", endsWith: "pie" }"#, "3"),
      ("size: { between: [5, 6] }", "1 3"), ("size: { gt: 5 }", "2"), ("size: { in: 7 }", "2"),
      ("weight: { ge: 2 }", "2"), ("weight: { between: [0, 1.5] }", "1"),
      ("done: { eq: true }", "1"), ("done: { ne: true }", "2 3 4"),
      ("color: { eq: RED }", "1"), ("color: { in: [RED, GREEN] }", "1 2"),
      (#"tags: { contains: "b" }"#, "1"), (#"tags: { eq: ["a", "b"] }"#, "1"),
      ("tags: { eq: [] }", "2"), ("tags: { eq: null }", "3 4"),
      (#"due: { eq: "2026-01-01T00:00:00Z" }"#, "1"),
      (#"due: { gt: "2026-01-01T00:00:00Z" }"#, "2"),
      (#"day: { between: ["2026-01-01", "2026-02-01"] }"#, "1"), (#"at: { lt: "11:30:00Z" }"#, "1"),
      (#"seen: { ge: "2000" }"#, "2"), ("seen: { ge: 1000 }", "1 2"), ("big: { lt: 0 }", "1"),
      (#"data: { eq: { a: [1, null], b: "x" } }"#, "1"),
      (#"id: { in: ["1", 4] }"#, "1 4"), (#"id: { gt: "2" }"#, "3 4"),
      (#"createdAt: { gt: "1592634898095" }"#, "3 4"),
      (#"updatedAt: { between: ["0", "1592634898095"] }"#, "1 2"),
      (#"size: { eq: 5 }, done: { eq: true }"#, "1"),
      (#"and: [{ size: { eq: 5 } }, { name: { startsWith: "A" } }]"#, "3"),
      (#"or: [{ size: { eq: 7 } }, { name: { startsWith: "A" } }]"#, "2 3"), ("or: []", ""),
      ("and: []", "1 2 3 4"), ("not: { size: { eq: 5 } }", "2 4"), ("not: {}", ""),
      (
        #"size: { eq: 5 }, or: [{ done: { eq: true } }, { name: { eq: "banana" } }], not: { color: { eq: GREEN } }"#,
        "1"
      ),
      ("name: null, and: null, not: null", "1 2 3 4"),
    ])
  func operators(filter: String, ids: String) async throws {
    let mesh = try await filled()
    let data = try await mesh.data("{ findItems(filter: { \(filter) }) { items { id } } }")
    let found = data["findItems"]?["items"]?.arrayValue?.compactMap { $0["id"]?.stringValue }
    #expect(found?.joined(separator: " ") == ids)
  }

  @Test("show every scalar as clients read it")
  func scalars() async throws {
    let mesh = try await filled()
    let text = "name size weight done tags color due day at seen big data createdAt"
    let data = try await mesh.data(
      #"{ a: getItem(id: "1") { \#(text) } b: getItem(id: "2") { big data tags at } d: getItem(id: "4") { \#(text) } }"#
    )
    #expect(
      data == [
        "a": [
          "name": "apple", "size": 5, "weight": 0.5, "done": true, "tags": ["a", "b"],
          "color": "RED", "due": "2026-01-01T00:00:00.000Z", "day": "2026-01-01",
          "at": "10:00:00.000Z",
          "seen": 1000, "big": "-10", "data": ["a": [1, nil], "b": "x"],
          "createdAt": "1592634898094",
        ],
        "b": ["big": "12345678901234567890123", "data": "text", "tags": [], "at": "11:30:00.500Z"],
        "d": [
          "name": nil, "size": nil, "weight": nil, "done": nil, "tags": nil, "color": nil,
          "due": nil, "day": nil, "at": nil, "seen": nil, "big": nil, "data": nil,
          "createdAt": "1592634898097",
        ],
      ])
  }

  @Test("order by fields and times, and page")
  func pages() async throws {
    let mesh = try await filled()
    let data = try await mesh.data(
      """
      {
        a: findItems(orderBy: [{ field: "size", order: DESC }, { field: "id", order: DESC }]) { items { id } offset limit count }
        b: findItems(page: { offset: 1, limit: 2 }, orderBy: { field: "createdAt" }) { items { id } offset limit count }
        c: findItems(page: { offset: 9 }) { items { id } }
      }
      """)
    #expect(
      data == [
        "a": [
          "items": [["id": "2"], ["id": "3"], ["id": "1"], ["id": "4"]], "offset": 0,
          "limit": 1000, "count": 4,
        ],
        "b": ["items": [["id": "2"], ["id": "3"]], "offset": 1, "limit": 2, "count": 4],
        "c": ["items": []],
      ])
  }

  @Test("read what is selected, and nothing else")
  func columns() async throws {
    let mesh = try await filled()
    _ = try await mesh.data(
      "{ findItems { ...F one: items { size } two: items { name id } } } fragment F on ItemResultList { items { __typename updatedAt } }"
    )
    #expect(
      mesh.service.state.withLock { $0.lastQuery }
        == DocumentQuery(
          type: "Item", limit: 1_000, fields: [0, 1], wantsVersion: false, wantsCount: false))
    let skipping =
      "query Q($v: Boolean!) { getItem(id: 1) { id size @skip(if: $v) _version @include(if: $v) } }"
    _ = try await mesh.data(skipping, ["v": true])
    #expect(
      mesh.service.state.withLock { $0.lastGet }
        == GetRequest(type: "Item", id: DocumentID("1"), fields: [], wantsVersion: true))
    let versions = try await mesh.data("{ findItems { items { _version } } }")
    #expect(
      versions["findItems"]?["items"]?[0]?["_version"]
        == .string(KnowledgeCoding.text(of: FakeService.version(1_592_634_898_094))))
  }

  @Test("sync gives what changed, deleted documents too, and marks what left")
  func sync() async throws {
    let mesh = try await filled()
    _ = try await mesh.data(
      #"mutation { deleteItem(input: { id: "1", updatedAt: "1592634898094" }) { id } }"#)
    let data = try await mesh.data(
      """
      {
        all: syncItems(lastSync: "0", limit: 2) { items { id _left } lastSync hasMore }
        some: syncItems(lastSync: "1592634898096", filter: { size: { eq: 5 } }) { items { id name createdAt updatedAt _deleted _left } lastSync hasMore }
        left: syncItems(lastSync: "1592634898094", filter: { size: { eq: 5 } }, markLeft: true) { items { id name createdAt _deleted _version _left } }
      }
      """)
    #expect(
      data["all"] == [
        "items": [["id": "2", "_left": false], ["id": "3", "_left": false]],
        "lastSync": "1592634898096", "hasMore": true,
      ])
    #expect(
      data["some"] == [
        "items": [
          [
            "id": "1", "name": "apple", "createdAt": "1592634898094",
            "updatedAt": "1592634898098", "_deleted": true, "_left": false,
          ]
        ], "lastSync": "1592634898098", "hasMore": false,
      ])
    #expect(
      data["left"]?["items"]?[0] == [
        "id": "2", "name": nil, "createdAt": nil, "_deleted": nil, "_version": nil, "_left": true,
      ])
  }

  @Test(
    "with bad arguments say which, where, and with what code",
    arguments: [
      ("findItems(page: { limit: 0 })", "BAD_USER_INPUT", "page.limit"),
      ("findItems(page: { limit: 1001 })", "LIMIT_EXCEEDED", "page.limit"),
      ("findItems(page: { offset: -1 })", "BAD_USER_INPUT", "page.offset"),
      (#"findItems(orderBy: { field: "nothing" })"#, "BAD_USER_INPUT", "orderBy[0].field"),
      (#"findItems(orderBy: { field: "tags" })"#, "BAD_USER_INPUT", "orderBy[0].field"),
      (#"findItems(filter: { name: { lt: null } })"#, "BAD_USER_INPUT", "filter.name.lt"),
      (#"findItems(filter: { size: { between: [1] } })"#, "BAD_USER_INPUT", "filter.size.between"),
      (
        #"findItems(filter: { or: [{ createdAt: { lt: "now" } }] })"#, "BAD_USER_INPUT",
        "filter.or[0].createdAt.lt"
      ),
      (#"findItems(filter: { name: { eq: "a\u0000" } })"#, "BAD_USER_INPUT", "filter.name.eq"),
      (#"syncItems(lastSync: "0", limit: -3)"#, "BAD_USER_INPUT", "limit"),
    ])
  func badArguments(field: String, code: String, path: String) async throws {
    let mesh = try await filled()
    let response = try await mesh.run("{\n  x: \(field) { lastSync: __typename }\n}")
    let error = try #require(response["errors"]?[0])
    #expect(response["data"] == .null)
    #expect(error.code == code)
    #expect(error["path"] == ["x"])
    #expect(error["locations"] == [["line": 2, "column": 3]])
    #expect(error["message"]?.stringValue?.hasPrefix("Argument \"\(path)\": ") == true)
  }

  @Test("with a value of a wrong type are refused by the engine, at the value")
  func wrongTypes() async throws {
    let mesh = try await filled()
    do {
      _ = try mesh.bind(
        "{ findItems(filter: { due: { gt: \"soon\" }, size: { eq: \"5\" } }) { items { id } } }")
      Issue.record("no error")
    } catch let errors as GraphQLErrors {
      #expect(
        errors.errors.map(\.locations) == [
          [Location(line: 1, column: 34)], [Location(line: 1, column: 56)],
        ])
      #expect(errors.errors[0].message.contains("DateTime"))
    }
  }

  @Test("have limits on orders and tokens")
  func longArguments() async throws {
    let mesh = try await filled()
    func order(_ count: Int) -> JSON { .array((0..<count).map { _ in ["field": "id"] }) }
    let ordered = "query Q($o: [OrderByInput!]) { findItems(orderBy: $o) { items { id } } }"
    _ = try await mesh.data(ordered, ["o": order(16)])
    #expect(try await mesh.error(ordered, ["o": order(17)]).code == "LIMIT_EXCEEDED")
    let token = String(repeating: "1", count: 64 << 10)
    let since = "query Q($t: String!) { syncItems(lastSync: $t) { lastSync } }"
    #expect(
      try await mesh.error(since, ["t": .string(token + "1")]).code == "LIMIT_EXCEEDED")
    // One that is short enough gets to the node, whatever that says.
    let response = try await mesh.run(since, ["t": .string(token)])
    #expect(response["errors"]?[0]?.code != "LIMIT_EXCEEDED")
  }

  @Test("have limits on filters")
  func limits() async throws {
    let mesh = try await filled()
    func many(_ count: Int64) -> JSON { ["size": ["in": .array((0..<count).map { .int($0) })]] }
    let query = "query Q($f: ItemFilter) { findItems(filter: $f) { items { id } } }"
    _ = try await mesh.data(query, ["f": many(500)])
    #expect(try await mesh.error(query, ["f": many(501)]).code == "LIMIT_EXCEEDED")
    let wide: JSON = ["or": .array((0..<64).map { ["size": ["eq": .int($0)]] })]
    let nodes = try await mesh.error(query, ["f": wide])
    #expect(nodes.code == "LIMIT_EXCEEDED")
    let fits: JSON = ["or": .array((0..<63).map { ["size": ["eq": .int($0)]] })]
    _ = try await mesh.data(query, ["f": fits])
  }

  @Test(
    "answer with the code that the node gives",
    arguments: [
      ("garbage", "BAD_LAST_SYNC"), ("666", "RESYNC_REQUIRED"),
    ])
  func serviceErrors(lastSync: String, code: String) async throws {
    let mesh = try await filled()
    let response = try await mesh.run(
      "{ ok: getItem(id: 1) { id } syncItems(lastSync: \"\(lastSync)\") { lastSync } }")
    #expect(response["errors"]?[0]?.code == code)
    #expect(response["errors"]?[0]?["path"] == ["syncItems"])
    mesh.service.state.withLock { $0.failure = ServiceError(.unavailable, "The disk is full.") }
    let failed = try await mesh.run("{ a: getItem(id: 1) { id } b: getItem(id: 2) { id } }")
    #expect(failed["data"] == ["a": nil, "b": nil])
    #expect(failed["errors"]?.arrayValue?.map(\.code) == ["UNAVAILABLE", "UNAVAILABLE"])
  }
}
