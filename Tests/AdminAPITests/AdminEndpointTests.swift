import AdminAPI
import Documents
import GraphQL
import Synchronization
import Testing

@Suite("The operator's API")
struct AdminEndpointTests {
  @Test("as it is printed, parses to the same schema")
  func printed() throws {
    let printed = try AdminEndpoint.makeSchema().sdl
    #expect(try Schema(sdl: printed).sdl == printed)
  }

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
      { node { name replica version startedAt uptime commit { sequence time } needsFullCopy conflicts knowledge { replica timestamp } types { name live deleted } }
        peers { __typename name replica version address direction state upToDate clockDifference knowledge { replica timestamp } } }
      """)
    #expect(
      response == [
        "data": [
          "node": [
            "name": "one", "replica": "0000000000000007", "version": "0.1", "startedAt": "1000",
            "uptime": "50", "commit": ["sequence": "12", "time": "1020"], "needsFullCopy": false,
            "conflicts": 2,
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

  @Test("tells who the members are, and who waits for approval")
  func members() async throws {
    let response = try await run(
      """
      { members { __typename replica node key addresses state self linked lastHeard lag knowledge { replica timestamp } }
        waiting { __typename node key address } }
      """)
    #expect(
      response == [
        "data": [
          "members": [
            [
              "__typename": "Member", "replica": "0000000000000009", "node": "gone", "key": "",
              "addresses": [], "state": "EVICTED", "self": false, "linked": false,
              "lastHeard": nil, "lag": nil, "knowledge": nil,
            ],
            [
              "__typename": "Member", "replica": "0000000000000008", "node": "two", "key": "ab",
              "addresses": ["b:1"], "state": "ACTIVE", "self": false, "linked": true,
              "lastHeard": "1040", "lag": "7",
              "knowledge": [["replica": "0000000000000007", "timestamp": "1013"]],
            ],
          ],
          "waiting": [
            ["__typename": "WaitingNode", "node": "three", "key": "cd", "address": "c:1"]
          ],
        ]
      ])
    let failed = try await run("{ members { node } }", failing: true)
    #expect(failed["errors"]?[0]?["extensions"]?["code"] == "UNAVAILABLE")
  }

  @Test("gives members up, lets nodes in, and dials addresses, or says why it can't")
  func memberMutations() async throws {
    #expect(
      try await run(
        """
        mutation { evictMember(replica: "0000000000000009") { node state } approveMember(key: "ab") { node }
          new: addPeer(address: "b:2") old: addPeer(address: "b:1") }
        """) == [
          "data": [
            "evictMember": ["node": "gone", "state": "EVICTED"], "approveMember": ["node": "two"],
            "new": true, "old": false,
          ]
        ])
    let refused = try await run(#"mutation { evictMember(replica: "x") { node } }"#)
    #expect(refused["errors"]?[0]?["extensions"]?["code"] == "BAD_USER_INPUT")
    #expect(refused["errors"]?[0]?["message"] == "no member has the replica x")
    let failed = try await run(#"mutation { approveMember(key: "ab") { node } }"#, failing: true)
    #expect(failed["errors"]?[0]?["extensions"]?["code"] == "UNAVAILABLE")
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

  private static let all =
    "id type document field value text contents cut present state detectedAt losing { replica timestamp time } winning { replica }"

  private static let first: JSON = [
    "id": "r1", "type": "Comment", "document": "c1", "field": "text", "value": "mine",
    "text": "\"mine\"", "contents": nil, "cut": false, "present": "theirs", "state": "LIVE",
    "detectedAt": "1000",
    "losing": ["replica": "0000000000000008", "timestamp": "900+2", "time": "900"],
    "winning": ["replica": "0000000000000007"],
  ]

  @Test("lists conflicts with what was lost, and what is there now")
  func conflicts() async throws {
    let response = try await run("{ conflicts { offset limit count items { \(Self.all) } } }")
    let deletion: JSON = [
      "id": "r2", "type": "Comment", "document": "c2", "field": "_deleted", "value": false,
      "text": "false", "contents": ["text": nil], "cut": false, "present": nil, "state": "GONE",
      "detectedAt": "1001",
      "losing": ["replica": "0000000000000008", "timestamp": "900+2", "time": "900"],
      "winning": ["replica": "0000000000000007"],
    ]
    #expect(
      response == [
        "data": [
          "conflicts": ["offset": 0, "limit": 50, "count": 2, "items": [deletion, Self.first]]
        ]
      ])
  }

  @Test("pages and filters conflicts")
  func conflictPages() async throws {
    let second = try await run(
      "{ conflicts(page: { limit: 1, offset: 1 }) { count items { id } } }")
    #expect(second == ["data": ["conflicts": ["count": 2, "items": [["id": "r1"]]]]])
    let filtered = try await run(
      "{ conflicts(filter: { type: \"Comment\", document: \"c1\", since: \"1\" }) { items { id } } }"
    )
    #expect(filtered == ["data": ["conflicts": ["items": [["id": "r1"]]]]])
    for wrong in ["page: { limit: 0 }", "page: { offset: -1 }", "filter: { since: \"now\" }"] {
      let response = try await run("{ conflicts(\(wrong)) { count } }")
      #expect(response["errors"]?[0]?["extensions"]?["code"] == "BAD_USER_INPUT", "\(wrong)")
    }
    let failed = try await run("{ conflicts { count } }", failing: true)
    #expect(failed["errors"]?[0]?["extensions"]?["code"] == "UNAVAILABLE")
  }

  @Test("gives conflicts one by one as they come")
  func conflictEvents() async throws {
    let endpoint = try AdminEndpoint(service: FakeAdminService(isFailing: false))
    let operation = try endpoint.schema.prepare("subscription { conflicts { id } }").bind()
    let events = try await endpoint.follow(operation)
    var ids: [JSON?] = []
    while let (outcomes, extensions) = await events.next() {
      let response = try JSON(
        parsing: operation.jsonResponse(outcomes, extensions: extensions))
      ids.append(response["data"]?["conflicts"]?["id"])
    }
    #expect(ids == ["r1", "r2"])
    let failing = try AdminEndpoint(service: FakeAdminService(isFailing: true))
    await #expect(throws: GraphQLErrors.self) { _ = try await failing.follow(operation) }
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

/// Gives two conflicts at once, then ends.
private final class OnceFeed: ConflictFeed {
  private let isDone = Mutex(false)

  func next() async throws(AdminServiceError) -> [Conflict]? {
    let isDone = isDone.withLock { isDone in
      defer { isDone = true }
      return isDone
    }
    return isDone ? nil : [FakeAdminService.conflict, FakeAdminService.deletion]
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

  static let conflict = Conflict(
    id: DocumentID("r1"),
    record: ConflictRecord(
      type: "Comment", document: DocumentID("c1"), field: "text", value: "\"mine\"", contents: nil,
      losing: Version(
        timestamp: Timestamp(milliseconds: 900, counter: 2), replica: ReplicaID(bits: 8)),
      winning: Version(timestamp: Timestamp(milliseconds: 950), replica: ReplicaID(bits: 7))),
    detectedAt: 1_000, present: .live("\"theirs\""))

  static let deletion = Conflict(
    id: DocumentID("r2"),
    record: ConflictRecord(
      type: "Comment", document: DocumentID("c2"), field: "_deleted", value: "false",
      contents: "{\"text\":null}", losing: conflict.record.losing,
      winning: conflict.record.winning),
    detectedAt: 1_001, present: .gone)

  func conflicts(
    _ filter: ConflictFilter, offset: Int, limit: Int
  ) async throws(AdminServiceError) -> ConflictPage {
    if isFailing { throw AdminServiceError("The node is stopping.") }
    let all = [Self.deletion, Self.conflict].filter {
      filter.document.map(DocumentID.init) ?? $0.record.document == $0.record.document
        && filter.since ?? 0 <= $0.detectedAt && filter.type ?? "Comment" == "Comment"
    }
    return ConflictPage(items: Array(all.dropFirst(offset).prefix(limit)), count: all.count)
  }

  func followConflicts(
    _ filter: ConflictFilter
  ) async throws(AdminServiceError) -> any ConflictFeed {
    if isFailing { throw AdminServiceError("The node is stopping.") }
    return OnceFeed()
  }

  private static let gone = MemberStatus(
    entry: MemberEntry(
      replica: ReplicaID(bits: 9), node: "gone", key: "", addresses: [], state: .evicted),
    isSelf: false, isLinked: false, lastHeard: nil, knowledge: nil, lag: nil)

  private static let two = MemberStatus(
    entry: MemberEntry(replica: ReplicaID(bits: 8), node: "two", key: "ab", addresses: ["b:1"]),
    isSelf: false, isLinked: true, lastHeard: 1_040,
    knowledge: Knowledge([
      Version(timestamp: Timestamp(milliseconds: 1_013), replica: ReplicaID(bits: 7))
    ]), lag: 7)

  func members() async throws(AdminServiceError) -> MembersReport {
    if isFailing { throw AdminServiceError("The node is stopping.") }
    return MembersReport(
      members: [Self.two, Self.gone],
      waiting: [WaitingNode(node: "three", key: "cd", address: "c:1")], now: 1_050)
  }

  func evictMember(replica: String) async throws(AdminServiceError) -> MemberStatus {
    guard replica == "0000000000000009" else {
      throw .badInput("no member has the replica \(replica)")
    }
    return Self.gone
  }

  func approveMember(key: String) async throws(AdminServiceError) -> MemberStatus {
    if isFailing { throw AdminServiceError("The node is stopping.") }
    return Self.two
  }

  func addPeer(address: String) async throws(AdminServiceError) -> Bool { address == "b:2" }

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
    var status = NodeStatus(
      name: "one", replica: replica, version: "0.1", startedAt: 1_000, uptime: 50,
      commitSequence: SequenceNumber(rawValue: 12), commitTime: 1_020, needsFullCopy: false,
      knowledge: Knowledge([
        Version(timestamp: Timestamp(milliseconds: 1_020, counter: 3), replica: replica)
      ]),
      conflicts: 2,
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
