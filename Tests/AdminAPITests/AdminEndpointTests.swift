import AdminAPI
import Documents
import GraphQL
import Testing

@Suite("The operator's API")
struct AdminEndpointTests {
  @Test("tells what audits found, counts the rows of a type, and asks for an audit")
  func audits() async throws {
    let report = try await run(
      "{ audit { types differences repairs repaired damagedBuckets countedAt busy now peers { name replica comparable equalAt differences } } }"
    )
    #expect(
      report == [
        "data": [
          "audit": [
            "types": ["Comment", "_Member"], "differences": 1, "repairs": 2,
            "repaired": ["Comment a"], "damagedBuckets": 3, "countedAt": "1030", "busy": false,
            "now": "1050",
            "peers": [
              [
                "name": "two", "replica": "0000000000000008", "comparable": true, "equalAt": nil,
                "differences": 4,
              ]
            ],
          ]
        ]
      ])
    let counted = try await run(
      "mutation { recount(type: \"Comment\") { documents damagedBuckets } requestAudit }")
    #expect(
      counted == [
        "data": [
          "recount": ["documents": 12, "damagedBuckets": [5, 900]], "requestAudit": true,
        ]
      ])
    let refused = try await run("mutation { recount(type: \"Nothing\") { documents } }")
    #expect(refused["errors"]?.arrayValue?.count == 1)
  }

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

  func audit() async throws(AdminServiceError) -> AuditReport {
    AuditReport(
      types: ["Comment", "_Member"], differences: 1, repairs: 2, repaired: ["Comment a"],
      damagedBuckets: 3, countedAt: 1_030, isBusy: false, now: 1_050,
      peers: [
        AuditReport.Peer(
          name: "two", replica: ReplicaID(bits: 8), isComparable: true, equalAt: nil, differences: 4
        )
      ])
  }

  func recount(type: String) async throws(AdminServiceError) -> RecountReport {
    guard type == "Comment" else { throw AdminServiceError("there is no type \(type)") }
    return RecountReport(documents: 12, damagedBuckets: [5, 900])
  }

  func requestAudit() async throws(AdminServiceError) {
    if isFailing { throw AdminServiceError("The node is stopping.") }
  }

  func status() async throws(AdminServiceError) -> NodeStatus {
    if isFailing { throw AdminServiceError("The node is stopping.") }
    let replica = ReplicaID(bits: 7)
    return NodeStatus(
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
  }
}
