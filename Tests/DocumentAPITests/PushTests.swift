import DocumentAPI
import Documents
import GraphQL
import Synchronization
import Testing

@Suite("Rows that are pushed")
struct PushTests {
  private static let schema =
    "type Task @model { id: ID!  title: String!  done: Boolean @default(value: false)  rank: Int }"

  @Test("are creates, updates and deletes, each with its own outcome and state")
  func outcomes() async throws {
    let mesh = try Mesh(Self.schema)
    _ = try await mesh.data(
      #"mutation { createTask(input: { id: "a", title: "first", rank: 1 }) { id } }"#)
    let data = try await mesh.data(
      """
      mutation {
        pushTasks(rows: [
          { key: "k1", id: "b", title: "second" },
          { id: "b", title: "second" },
          { id: "a", rank: 2, updatedAt: "1592634898094" },
          { id: "a", rank: 3, updatedAt: "1592634898094" },
          { id: "a", title: null, updatedAt: "1592634898094" },
          { id: "c", rank: 1 },
          { id: "b", _deleted: true, updatedAt: "1592634898095" },
          { id: "x", rank: 1, updatedAt: "1592634898094", _deleted: false },
        ]) { __typename id outcome message state { __typename id title rank done _deleted _left updatedAt } }
      }
      """)
    func state(_ id: String, _ title: String, _ rank: JSON, _ isDeleted: Bool, _ at: Int) -> JSON {
      [
        "__typename": "TaskDelta", "id": .string(id), "title": .string(title), "rank": rank,
        "done": false, "_deleted": .bool(isDeleted), "_left": false,
        "updatedAt": .string("1592634898\(at)"),
      ]
    }
    func row(_ id: String, _ outcome: String, _ message: JSON, _ state: JSON) -> JSON {
      [
        "__typename": "PushTaskOutcome", "id": .string(id), "outcome": .string(outcome),
        "message": message, "state": state,
      ]
    }
    let rows: [JSON] = [
      row(
        "b", "APPLIED", nil, state("b", "second", nil, false, 95).with("updatedAt", "1592634898095")
      ),
      row(
        "b", "UNCHANGED", nil,
        state("b", "second", nil, false, 95).with("updatedAt", "1592634898095")),
      row(
        "a", "APPLIED", nil, state("a", "first", 2, false, 96).with("updatedAt", "1592634898096")),
      row(
        "a", "CONFLICT", "it was changed",
        state("a", "first", 2, false, 96).with("updatedAt", "1592634898096")),
      row("a", "INVALID", "Argument \"rows[4].title\": Task.title can't be null.", nil),
      row("c", "INVALID", "Argument \"rows[5].title\": Task.title is required.", nil),
      row(
        "b", "APPLIED", nil, state("b", "second", nil, true, 97).with("updatedAt", "1592634898097")),
      row("x", "INVALID", "nothing there", nil),
    ]
    #expect(data == ["pushTasks": .array(rows)])
    #expect(
      mesh.service.state.withLock { $0.lastRows.map(\.key) } == ["k1", nil, nil, nil, nil, nil])
  }

  @Test("that were merged say so in extensions.conflicts, by their place")
  func merged() async throws {
    let mesh = try Mesh(Self.schema)
    _ = try await mesh.data(
      #"""
      mutation {
        createTask(input: { id: "a", title: "first" }) { id }
        updateTask(input: { id: "a", rank: 5, updatedAt: "1592634898094" }) { id }
      }
      """#)
    let response = try await mesh.run(
      #"mutation { p: pushTasks(rows: [{ id: "n", title: "t" }, { id: "a", title: "mine", updatedAt: "1592634898094" }]) { outcome } }"#
    )
    #expect(response["data"] == ["p": [["outcome": "APPLIED"], ["outcome": "MERGED"]]])
    let conflicts = response["extensions"]?["conflicts"]
    #expect(conflicts?.arrayValue?.count == 1)
    #expect(conflicts?[0]?["path"] == ["p", 1])
    #expect(conflicts?[0]?["decision"] == "MERGED")
    #expect(conflicts?[0]?["conflictInfo"]?["clientState"]?["title"] == "mine")
  }

  @Test("of an operation that is switched off are invalid")
  func switches() async throws {
    let mesh = try Mesh(
      "type Log @model(update: false, delete: false, sync: false) { id: ID! line: String }")
    let data = try await mesh.data(
      """
      mutation { pushLogs(rows: [{ id: "a", line: "x" }, { id: "a", updatedAt: "1" }, { id: "a", _deleted: true, updatedAt: "1" }]) { outcome message state { line } } }
      """)
    #expect(
      data == [
        "pushLogs": [
          ["outcome": "APPLIED", "message": nil, "state": ["line": "x"]],
          [
            "outcome": "INVALID",
            "message": "Argument \"rows[1]\": documents of the type Log can't be updated here.",
            "state": nil,
          ],
          [
            "outcome": "INVALID",
            "message": "Argument \"rows[2]\": documents of the type Log can't be deleted here.",
            "state": nil,
          ],
        ]
      ])
  }

  @Test("have a key beside a field that is named key")
  func keyName() async throws {
    let mesh = try Mesh("type Setting @model { id: ID! key: String }")
    _ = try await mesh.data(
      #"mutation { pushSettings(rows: [{ _key: "k", id: "a", key: "colour" }]) { outcome } }"#)
    let row = mesh.service.state.withLock { $0.lastRows.first }
    #expect(row?.key == "k")
    #expect(row?.mutation.fields == [FieldAssignment(field: 0, value: .string("colour"))])
  }

  @Test("have limits on their number and on their keys")
  func limits() async throws {
    var limits = DocumentLimits()
    limits.rows = 2
    let mesh = try Mesh(Self.schema, limits: limits)
    let query = "mutation ($rows: [PushTaskRow!]!) { pushTasks(rows: $rows) { outcome message } }"
    let many: JSON = .array((0..<3).map { ["id": .string("\($0)"), "title": "t"] })
    #expect(try await mesh.error(query, ["rows": many]).code == "LIMIT_EXCEEDED")
    let fitting: JSON = [
      ["id": "a", "title": "t", "key": .string(String(repeating: "k", count: 128))],
      ["id": "b", "title": "t"],
    ]
    let fit = try await mesh.data(query, ["rows": fitting])
    #expect(fit["pushTasks"]?.arrayValue?.map { $0["outcome"] } == ["APPLIED", "APPLIED"])
    let keys: JSON = [
      ["id": "a", "title": "t", "key": .string(String(repeating: "k", count: 129))],
      ["id": "b", "title": "t", "key": ""],
    ]
    let data = try await mesh.data(query, ["rows": keys])
    #expect(data["pushTasks"]?.arrayValue?.map { $0["outcome"] } == ["INVALID", "INVALID"])
    let id = try await mesh.error(query, ["rows": [["id": "", "title": "t"]]])
    #expect(id["message"]?.stringValue?.hasPrefix("Argument \"rows[0].id\"") == true)
  }
}

extension JSON {
  /// The same object with another value.
  fileprivate func with(_ key: String, _ value: JSON) -> JSON {
    guard case .object(let object) = self else { return self }
    return .object(JSONObject(object.map { ($0.key, $0.key == key ? value : $0.value) }))
  }
}
