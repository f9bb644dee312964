import DocumentAPI
import Documents
import GraphQL
import Synchronization
import Testing

@Suite("Mutations")
struct MutationTests {
  private let start: Int64 = 1_592_634_898_093

  @Test("answer a stale updatedAt as the specification's example does, to the letter")
  func example() async throws {
    let mesh = try Mesh("type Comment @model @datasync(conflict: REJECT) { id: ID!  text: String }")
    _ = try await mesh.data(
      #"mutation { createComment(input: { id: "5eedae1367d72e2192561723", text: "Title" }) { id } }"#
    )
    mesh.service.state.withLock {
      let id = DocumentID("5eedae1367d72e2192561723")
      let at: Int64 = 1_592_634_899_084
      $0.documents["Comment"]?[id]?.view = DocumentView(
        type: "Comment", id: id, values: [.string("AlreadyUpdatedTitle")], createdAt: at,
        updatedAt: at, isDeleted: false, version: FakeService.version(at))
      $0.documents["Comment"]?[id]?.times = [at]
    }
    let response = try await mesh.run(
      """
      mutation { updateComment(input: { id: "5eedae1367d72e2192561723", text: "ClientSideUpdate", updatedAt: "1592634898093" }) { id text } }
      """)
    #expect(
      response == [
        "data": ["updateComment": nil],
        "errors": [
          [
            "message":
              "Comment \"5eedae1367d72e2192561723\" was changed meanwhile; look at extensions.conflictInfo, and try again with its updatedAt and _version.",
            "locations": [["line": 1, "column": 12]], "path": ["updateComment"],
            "extensions": [
              "code": "CONFLICT",
              "conflictInfo": [
                "serverState": [
                  "id": "5eedae1367d72e2192561723", "text": "AlreadyUpdatedTitle",
                  "_deleted": false, "createdAt": "1592634899084", "updatedAt": "1592634899084",
                  "_version": .string(
                    KnowledgeCoding.text(of: FakeService.version(1_592_634_899_084))),
                ],
                "clientState": [
                  "id": "5eedae1367d72e2192561723", "text": "ClientSideUpdate",
                  "updatedAt": "1592634898093",
                ],
              ],
            ],
          ]
        ],
      ])
  }

  @Test("create, update, delete, and find nothing behind")
  func life() async throws {
    let mesh = try Mesh(commentSchema)
    let created = try await mesh.data(
      """
      mutation { createComment(input: { id: "c", text: "a" }) { __typename id text description noteId createdAt updatedAt _version } }
      """)
    #expect(
      created == [
        "createComment": [
          "__typename": "Comment", "id": "c", "text": "a", "description": nil, "noteId": nil,
          "createdAt": "1592634898094", "updatedAt": "1592634898094",
          "_version": .string(KnowledgeCoding.text(of: FakeService.version(start + 1))),
        ]
      ])
    let updated = try await mesh.data(
      """
      mutation { updateComment(input: { id: "c", text: null, noteId: 7, updatedAt: "1592634898094" }) { text noteId createdAt updatedAt } }
      """)
    #expect(
      updated == [
        "updateComment": [
          "text": nil, "noteId": "7", "createdAt": "1592634898094", "updatedAt": "1592634898095",
        ]
      ])
    let deleted = try await mesh.data(
      #"mutation { deleteComment(input: { id: "c", updatedAt: "1592634898095" }) { id updatedAt } }"#
    )
    #expect(deleted == ["deleteComment": ["id": "c", "updatedAt": "1592634898096"]])
    let found = try await mesh.data(
      #"{ getComment(id: "c") { id } findComments { items { id } count } }"#)
    #expect(found == ["getComment": nil, "findComments": ["items": [], "count": 0]])
  }

  @Test("run one after the other")
  func serial() async throws {
    let mesh = try Mesh(commentSchema)
    let data = try await mesh.data(
      """
      mutation {
        a: createComment(input: { id: "a" }) { updatedAt }
        b: createComment(input: { id: "b" }) { updatedAt }
        c: createComment(input: { id: "c" }) { updatedAt }
      }
      """)
    #expect(
      data == [
        "a": ["updatedAt": "1592634898094"], "b": ["updatedAt": "1592634898095"],
        "c": ["updatedAt": "1592634898096"],
      ])
  }

  @Test("hand over what the client saw, and the type's strategy")
  func base() async throws {
    let mesh = try Mesh(
      "type T @model @datasync(conflict: \"SERVER_WINS\") { id: ID! a: Int b: [Int!] }")
    let version = FakeService.version(start)
    _ = try await mesh.run(
      "mutation M($v: String) { updateT(input: { id: \"x\", b: [1, 2], a: null, updatedAt: \"5\", _version: $v }) { id } }",
      ["v": .string(KnowledgeCoding.text(of: version))])
    #expect(
      mesh.service.state.withLock { $0.lastMutation }
        == Mutation(
          kind: .update, type: "T", id: DocumentID("x"),
          fields: [
            FieldAssignment(field: 0, value: .null),
            FieldAssignment(field: 1, value: .list([.int(1), .int(2)])),
          ], base: MutationBase(updatedAt: 5, version: version), strategy: .serverWins))
  }

  @Test(
    "that merged or gave way succeed, and say so in extensions.conflicts",
    arguments: [
      ("MERGE", "MERGED", "server", "client"), ("CLIENT_WINS", "CLIENT_WINS", "client", nil),
      ("SERVER_WINS", "SERVER_WINS", "server", nil),
    ]
      as [(String, String, String, String?)])
  func decisions(
    strategy: String, decision: String, text: String, description: String?
  ) async throws {
    let mesh = try Mesh(
      "type Comment @model @datasync(conflict: \(strategy)) { id: ID! text: String description: String }"
    )
    _ = try await mesh.data(#"mutation { createComment(input: { id: "c", text: "old" }) { id } }"#)
    _ = try await mesh.data(
      #"mutation { updateComment(input: { id: "c", text: "server", updatedAt: "1592634898094" }) { id } }"#
    )
    let field = description == nil ? "text" : "description"
    let response = try await mesh.run(
      """
      mutation { mine: updateComment(input: { id: "c", \(field): "client", updatedAt: "1592634898094" }) { text description updatedAt } }
      """)
    #expect(
      response == [
        "data": [
          "mine": [
            "text": .string(text), "description": description.map { .string($0) } ?? nil,
            "updatedAt": "1592634898096",
          ]
        ],
        "extensions": [
          "conflicts": [
            [
              "path": ["mine"],
              "conflictInfo": [
                "serverState": [
                  "id": "c", "text": "server", "description": nil, "_deleted": false,
                  "createdAt": "1592634898094", "updatedAt": "1592634898095",
                  "_version": .string(KnowledgeCoding.text(of: FakeService.version(start + 2))),
                ],
                "clientState": .object([
                  "id": "c", field: "client", "updatedAt": "1592634898094",
                ]),
              ], "decision": .string(decision),
            ]
          ]
        ],
      ])
  }

  @Test(
    "refused: the same field under MERGE, a deleted document, an id that exists, one that does not")
  func refusals() async throws {
    let mesh = try Mesh(commentSchema)
    _ = try await mesh.data(#"mutation { createComment(input: { id: "c", text: "a" }) { id } }"#)
    let repeated = try await mesh.data(
      #"mutation { createComment(input: { id: "c", text: "a" }) { updatedAt } }"#)
    #expect(repeated == ["createComment": ["updatedAt": "1592634898094"]])
    let exists = try await mesh.error(
      #"mutation { createComment(input: { id: "c", text: "b" }) { id } }"#)
    #expect(exists.code == "ALREADY_EXISTS")
    #expect(
      exists["extensions"]?["conflictInfo"] == [
        "serverState": [
          "id": "c", "text": "a", "description": nil, "noteId": nil, "_deleted": false,
          "createdAt": "1592634898094", "updatedAt": "1592634898094",
          "_version": .string(KnowledgeCoding.text(of: FakeService.version(start + 1))),
        ], "clientState": ["id": "c", "text": "b"],
      ])
    let stale = try await mesh.error(
      #"mutation { updateComment(input: { id: "c", text: "b", updatedAt: "1" }) { id } }"#)
    #expect(stale.code == "CONFLICT")
    let missing = try await mesh.error(
      #"mutation { deleteComment(input: { id: "nobody", updatedAt: "1" }) { id } }"#)
    #expect(missing.code == "NOT_FOUND")
    #expect(missing["message"] == "There is no Comment \"nobody\".")
    _ = try await mesh.data(
      #"mutation { deleteComment(input: { id: "c", updatedAt: "1592634898094" }) { id } }"#)
    let gone = try await mesh.error(
      #"mutation { updateComment(input: { id: "c", text: "b", updatedAt: "1592634898095" }) { id } }"#
    )
    #expect(gone.code == "CONFLICT")
    #expect(gone["extensions"]?["conflictInfo"]?["serverState"]?["_deleted"] == true)
    #expect(gone["message"]?.stringValue?.contains("was deleted meanwhile") == true)
  }

  @Test(
    "with bad input never reach the node, and say which argument is wrong",
    arguments: [
      (#"updateComment(input: { id: "c", updatedAt: "yesterday" })"#, "input.updatedAt"),
      (#"updateComment(input: { id: "c", updatedAt: "-1" })"#, "input.updatedAt"),
      (#"updateComment(input: { id: "c", updatedAt: "999999999999999" })"#, "input.updatedAt"),
      (#"updateComment(input: { id: "c", updatedAt: "1", _version: "???" })"#, "input._version"),
      (#"updateComment(input: { id: "c", updatedAt: "1", _version: "AAAA" })"#, "input._version"),
      (#"updateComment(input: { id: "", updatedAt: "1" })"#, "input.id"),
      (#"createComment(input: { id: "c", text: "a\u0000b" })"#, "input.text"),
      (#"createComment(input: { noteId: "" })"#, "input.noteId"),
    ])
  func badInput(field: String, path: String) async throws {
    let mesh = try Mesh(commentSchema)
    let error = try await mesh.error("mutation { \(field) { id } }")
    #expect(error.code == "BAD_USER_INPUT")
    #expect(error["locations"] == [["line": 1, "column": 12]])
    #expect(error["message"]?.stringValue?.hasPrefix("Argument \"\(path)\": ") == true)
    #expect(mesh.service.state.withLock { $0.lastMutation } == nil)
  }

  @Test("can't set a required field to null, nor leave it out of a create unless it has a default")
  func required() async throws {
    let mesh = try Mesh(
      "type T @model { id: ID! name: String! size: Int! @default(value: 3) }")
    let null = try await mesh.error(
      #"mutation { updateT(input: { id: "c", size: null, updatedAt: "1" }) { id } }"#)
    #expect(null["message"] == "Argument \"input.size\": T.size can't be null.")
    let created = try await mesh.data(
      #"mutation { createT(input: { id: "c", name: "n" }) { name size } }"#)
    #expect(created == ["createT": ["name": "n", "size": 3]])
    #expect(throws: GraphQLErrors.self) {
      try mesh.bind(#"mutation { createT(input: { id: "c" }) { id } }"#)
    }
  }

  @Test("are limited in size")
  func size() async throws {
    let mesh = try Mesh(commentSchema)
    let text = String(repeating: "x", count: 1 << 20)
    let create = "mutation M($t: String) { createComment(input: { text: $t }) { id } }"
    _ = try await mesh.data(create, ["t": .string(text)])
    let error = try await mesh.error(create, ["t": .string(text + "x")])
    #expect(error.code == "LIMIT_EXCEEDED")
    let id = String(repeating: "é", count: 64)
    let named = "mutation M($i: ID) { createComment(input: { id: $i }) { id } }"
    _ = try await mesh.data(named, ["i": .string(id)])
    let long = try await mesh.error(named, ["i": .string(id + "e")])
    #expect(long.code == "BAD_USER_INPUT")
  }
}
