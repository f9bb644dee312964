import AdminAPI
import Documents
import GraphQL
import Testing

@Suite("The operator's API")
struct AdminEndpointTests {
  @Test("tells what the node and its peers are")
  func status() async throws {
    let response = try await run(
      """
      { node { name replica version startedAt uptime commit { sequence time } needsFullCopy knowledge { replica timestamp } types { name live deleted } }
        peers { __typename name replica version address direction state upToDate clockDifference knowledge { replica timestamp } } }
      """)
    #expect(
      response == [
        "data": [
          "node": [
            "name": "one", "replica": "0000000000000007", "version": "0.1", "startedAt": "1000",
            "uptime": "50", "commit": ["sequence": "12", "time": "1020"], "needsFullCopy": false,
            "knowledge": [["replica": "0000000000000007", "timestamp": "1020+3"]],
            "types": [
              ["name": "Comment", "live": 3, "deleted": 1],
              ["name": "Note", "live": 0, "deleted": nil],
            ],
          ],
          "peers": [
            [
              "__typename": "Peer", "name": "two", "replica": "0000000000000008", "version": "0.1",
              "address": "127.0.0.1:4102", "direction": "OUTBOUND", "state": "FOLLOWING",
              "upToDate": true, "clockDifference": "-4", "knowledge": [],
            ],
            [
              "__typename": "Peer", "name": nil, "replica": nil, "version": nil,
              "address": "127.0.0.1:4103", "direction": nil, "state": "DISCONNECTED",
              "upToDate": false, "clockDifference": nil, "knowledge": [],
            ],
          ],
        ]
      ])
  }

  @Test("says why it can't")
  func failure() async throws {
    let response = try await run("{ node { name } }", failing: true)
    #expect(response["data"] == .null)
    #expect(response["errors"]?[0]?["extensions"]?["code"] == "UNAVAILABLE")
    #expect(response["errors"]?[0]?["path"] == ["node"])
  }

  @Test("imports rows, and names those that were refused")
  func imports() async throws {
    let response = try await run(
      """
      mutation { importDocuments(type: "Comment", rows: [{id: "a"}, {id: 1}, {id: "c"}]) { imported problems { row message } } }
      """)
    #expect(
      response == [
        "data": [
          "importDocuments": [
            "imported": 2, "problems": [["row": 1, "message": "a Comment has a text as its id"]],
          ]
        ]
      ])
  }

  @Test("refuses an import as a whole")
  func refusedImport() async throws {
    let response = try await run(
      "mutation { importDocuments(type: \"Nothing\", rows: []) { imported } }")
    #expect(response["data"] == .null)
    #expect(response["errors"]?[0]?["extensions"]?["code"] == "BAD_USER_INPUT")
    #expect(response["errors"]?[0]?["message"] == "there is no type Nothing")
  }

  @Test("tells how far a backup is, and begins one")
  func backups() async throws {
    #expect(
      try await run("{ backup { state file done total message } }") == [
        "data": [
          "backup": ["state": "FAILED", "file": "/b", "done": 3, "total": 9, "message": "no space"]
        ]
      ])
    #expect(
      try await run(#"mutation { startBackup(file: "/c") { state file total message } }"#) == [
        "data": ["startBackup": ["state": "COPYING", "file": "/c", "total": 0, "message": nil]]
      ])
    let refused = try await run(#"mutation { startBackup(file: "c") { state } }"#)
    #expect(refused["errors"]?[0]?["message"] == "not an absolute path")
  }

  @Test("repairs the clock, or says why it can't")
  func clockRepair() async throws {
    let text = "mutation { repairClock { repaired documents milliseconds replica former } }"
    #expect(
      try await run(text) == [
        "data": [
          "repairClock": [
            "repaired": true, "documents": 5, "milliseconds": "3600000", "replica": "8",
            "former": "7",
          ]
        ]
      ])
    let refused = try await run(text, failing: true)
    #expect(refused["errors"]?[0]?["message"] == "the clock still differs")
  }

  @Test("tells how the clock is, and why a peer is held off")
  func clocks() async throws {
    #expect(
      try await run(
        "{ node { clock { suspect median lead bound needsRepair } } peers { ahead { origin node milliseconds } } }"
      ) == [
        "data": [
          "node": [
            "clock": [
              "suspect": true, "median": "-90000", "lead": "90001", "bound": "60000",
              "needsRepair": true,
            ]
          ],
          "peers": [
            ["ahead": ["origin": "0000000000000009", "node": "nine", "milliseconds": "61000"]],
            ["ahead": nil],
          ],
        ]
      ])
  }

  @Test("answers introspection without asking the node")
  func introspection() async throws {
    let response = try await run("{ __schema { queryType { name } } }", failing: true)
    #expect(response == ["data": ["__schema": ["queryType": ["name": "Query"]]]])
  }

  private func run(_ text: String, failing: Bool = false) async throws -> JSON {
    let endpoint = try AdminEndpoint(service: FakeAdminService(isFailing: failing))
    let operation = try endpoint.schema.prepare(text).bind()
    let (outcomes, extensions) = await endpoint.run(operation)
    return try JSON(parsing: operation.jsonResponse(outcomes, extensions: extensions))
  }
}

private struct FakeAdminService: AdminService {
  let isFailing: Bool

  func importDocuments(
    type: String, rows: [JSON]
  ) async throws(AdminServiceError) -> ImportResult {
    guard type == "Comment" else { throw AdminServiceError("there is no type \(type)") }
    let refused = rows.indices.filter { rows[$0]["id"]?.stringValue == nil }
    return ImportResult(
      imported: rows.count - refused.count,
      problems: refused.map {
        ImportResult.Problem(row: $0, message: "a \(type) has a text as its id")
      })
  }

  func startBackup(file: String) async throws(AdminServiceError) -> BackupStatus {
    guard file.hasPrefix("/") else { throw AdminServiceError("not an absolute path") }
    return BackupStatus(state: .copying, file: file)
  }

  func backup() async throws(AdminServiceError) -> BackupStatus {
    var status = BackupStatus(state: .failed, file: "/b")
    (status.done, status.total, status.message) = (3, 9, "no space")
    return status
  }

  func repairClock() async throws(AdminServiceError) -> ClockRepairReport {
    if isFailing { throw AdminServiceError("the clock still differs") }
    return ClockRepairReport(
      isRepaired: true, documents: 5, milliseconds: 3_600_000, replica: "8", former: "7")
  }

  func status() async throws(AdminServiceError) -> NodeStatus {
    if isFailing { throw AdminServiceError("The node is stopping.") }
    let replica = ReplicaID(bits: 7)
    var status = NodeStatus(
      name: "one", replica: replica, version: "0.1", startedAt: 1_000, uptime: 50,
      commitSequence: SequenceNumber(rawValue: 12), commitTime: 1_020, needsFullCopy: false,
      knowledge: Knowledge([
        Version(timestamp: Timestamp(milliseconds: 1_020, counter: 3), replica: replica)
      ]),
      types: [
        TypeStatus(name: "Comment", live: 3, deleted: 1), TypeStatus(name: "Note", live: 0),
      ],
      peers: [
        PeerStatus(
          name: "two", replica: ReplicaID(bits: 8), version: "0.1", address: "127.0.0.1:4102",
          direction: .outbound, state: "FOLLOWING", isUpToDate: true, clockDifference: -4,
          knowledge: Knowledge()),
        PeerStatus(
          name: nil, replica: nil, version: nil, address: "127.0.0.1:4103", direction: nil,
          state: "DISCONNECTED", isUpToDate: false, clockDifference: nil, knowledge: Knowledge()),
      ])
    status.clock.isSuspect = true
    status.clock.median = -90_000
    status.clock.lead = 90_001
    status.clock.bound = 60_000
    status.peers[0].ahead = AheadStatus(
      origin: "\(ReplicaID(bits: 9))", node: "nine", milliseconds: 61_000)
    return status
  }
}
