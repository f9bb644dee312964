import Documents
public import GraphQL

/// Resolves the operator's API on an ``AdminService``; driven like the document API's endpoint.
public struct AdminEndpoint: Sendable {
  /// The schema that operations are planned with.
  public let schema: Schema
  let service: any AdminService

  /// An endpoint.
  /// - Throws: never in a program that was tested: the schema is fixed.
  public init(service: any AdminService) throws(GraphQLErrors) {
    self.service = service
    schema = try Self.makeSchema()
  }

  /// The schema of every node.
  /// - Throws: never in a program that was tested.
  public static func makeSchema() throws(GraphQLErrors) -> Schema {
    try Schema(sdl: sdl, scalars: ["JSON": .passThrough])
  }

  /// Runs an operation: the root fields of a query see one and the same status, those of a mutation run one after the other.
  public func run(
    _ operation: BoundOperation
  ) async -> (outcomes: [RootOutcome], extensions: JSONObject) {
    let fields = operation.rootFields
    guard !fields.isEmpty else { return ([], JSONObject()) }
    if operation.kind == .mutation {
      var outcomes: [RootOutcome] = []
      for field in fields {
        if let outcome = await auditMutation(field) {
          outcomes.append(outcome)
        } else if let outcome = await memberMutation(field) {
          outcomes.append(outcome)
        } else {
          outcomes.append(await act(field))
        }
      }
      return (outcomes, JSONObject())
    }
    var status: Swift.Result<NodeStatus, AdminServiceError>?
    var outcomes: [RootOutcome] = []
    for field in fields {
      guard field.name != "conflicts" else {
        outcomes.append(await conflicts(field))
        continue
      }
      guard field.name != "audit" else {
        outcomes.append(await audit())
        continue
      }
      guard field.name != "backup" else {
        outcomes.append(await backup())
        continue
      }
      if let outcome = await memberQuery(field) {
        outcomes.append(outcome)
        continue
      }
      let known = if let status { status } else { await readStatus() }
      status = known
      switch known {
      case .success(let status): outcomes.append(Self.outcome(field, status))
      case .failure(let error): outcomes.append(.errors([error.graphQL]))
      }
    }
    return (outcomes, JSONObject())
  }

  private func audit() async -> RootOutcome {
    do throws(AdminServiceError) {
      return .value(.object(StatusObject.audit(try await service.audit())))
    } catch {
      return .errors([error.graphQL])
    }
  }

  private func backup() async -> RootOutcome {
    do throws(AdminServiceError) {
      return .value(.object(StatusObject.backup(try await service.backup())))
    } catch {
      return .errors([error.graphQL])
    }
  }

  private func readStatus() async -> Swift.Result<NodeStatus, AdminServiceError> {
    do throws(AdminServiceError) { return .success(try await service.status()) } catch {
      return .failure(error)
    }
  }

  private static func outcome(_ field: BoundField, _ status: NodeStatus) -> RootOutcome {
    switch field.name {
    case "node": .value(.object(StatusObject.node(status)))
    case "peers": .value(.list(status.peers.map { .object(StatusObject.peer($0)) }))
    default: .errors([GraphQLError("No resolver for \(field.name).", .internalServerError)])
    }
  }

  private func act(_ field: BoundField) async -> RootOutcome {
    do throws(AdminServiceError) {
      switch field.name {
      case "importDocuments":
        let result = try await service.importDocuments(
          type: field.arguments["type"]?.stringValue ?? "",
          rows: field.arguments["rows"]?.arrayValue ?? [])
        return .value(.object(StatusObject.importResult(result)))
      case "startBackup":
        let backup = try await service.startBackup(
          file: field.arguments["file"]?.stringValue ?? "")
        return .value(.object(StatusObject.backup(backup)))
      case "repairClock":
        return .value(.object(StatusObject.clockRepair(try await service.repairClock())))
      default:
        return .errors([GraphQLError("No resolver for \(field.name).", .internalServerError)])
      }
    } catch {
      return .errors([GraphQLError(error.message, .badUserInput)])
    }
  }

  /// The schema. Times are strings of epoch milliseconds, as in the document API; replicas are 16 hexadecimal digits.
  static let sdl =
    memberTypes + "\n" + """
      type Query {
        "This node."
        node: Node!
        "The nodes that this one has a link to, or is configured to have."
        peers: [Peer!]!
        "All incarnations of members that the roster of the mesh knows, by name."
        members: [Member!]!
        "The nodes that wait for approval."
        waiting: [WaitingNode!]!
        "The last backup that was begun here."
        backup: Backup!
        "Values that were lost to concurrent writes of other nodes, the latest detected first; 50 where the page says nothing, 1,000 at most."
        conflicts(filter: ConflictFilter, page: PageRequest): ConflictList!
        "What comparisons with peers, and counts of the node's own rows, have found since the start."
        audit: Audit!
      }
      type Subscription {
        "Conflicts as they are recorded, from now on."
        conflicts(filter: ConflictFilter): Conflict!
      }
      "All that is given must fit. `since`: detected at that time or later, in epoch milliseconds."
      input ConflictFilter { type: String  document: ID  since: String }
      input PageRequest { limit: Int  offset: Int }
      type ConflictList { items: [Conflict!]!  offset: Int!  limit: Int!  count: Int! }
      "What the document is now: GONE if nothing is left of it."
      enum DocumentState { LIVE DELETED GONE }
      type Conflict {
        "The same on every node."
        id: ID!
        type: String!
        document: ID!
        "The field that lost its value, or _deleted."
        field: String!
        "The value that lost; null also if it was cut."
        value: JSON
        "The value that lost, as JSON text; the beginning of it if it was cut."
        text: String!
        "Of an edit that was lost to a delete: all values of the document that lost."
        contents: JSON
        "Whether a text was too long for a record."
        cut: Boolean!
        "The value that the field has now."
        present: JSON
        state: DocumentState!
        losing: ConflictVersion!
        "The write that it lost to when the loss was detected."
        winning: ConflictVersion!
        detectedAt: String!
      }
      "A write: its replica, its timestamp, and the milliseconds of that."
      type ConflictVersion { replica: ID!  timestamp: String!  time: String! }
      type Mutation {
        "Begins a backup to a new file on the node's machine, an absolute path; look at the query backup for how far it is."
        startBackup(file: String!): Backup!
        "Takes a new ReplicaID, and stamps anew what was written in the future, after the clock was set right."
        repairClock: ClockRepair!
        "Gives a member up, by its ReplicaID: it is no longer waited for, and starts over when it comes back."
        evictMember(replica: ID!): Member!
        "Lets a node in that waits for approval, by its public key."
        approveMember(key: String!): Member!
        "Dials an address, HOST:PORT, until the node stops. False if it is dialled already."
        addPeer(address: String!): Boolean!
        "Counts the rows of a type, and compares them with the sums that the store keeps. Reads every row."
        recount(type: String!): Recount!
        "Asks the node to count its rows and to compare with every peer, now; what differs is repaired."
        requestAudit: Boolean!
        "Creates documents from rows, each an object with the fields of a create. A row that is refused stops no other; a document that is there with the same content is no problem."
        importDocuments(type: String!, rows: [JSON!]!): ImportResult!
      }
      scalar JSON
      "Rows of damaged buckets (of 1,024 a type) are not what was written."
      type Recount { documents: Int!  damagedBuckets: [Int!]! }
      type Audit {
        "The types that the node holds documents of, those of newer schemas and the built-in ones included."
        types: [String!]!
        "How often sums differed from those of a peer that knows the same."
        differences: Int!
        "How many documents were repaired, and the ones that were last: Type id."
        repairs: Int!
        repaired: [String!]!
        "In how many buckets rows are not what was written, and not repaired yet."
        damagedBuckets: Int!
        "When rows were counted last, and whether rows are being counted or sums compared now."
        countedAt: String
        busy: Boolean!
        "The node's wall clock, which the times here are by."
        now: String!
        peers: [AuditPeer!]!
      }
      type AuditPeer {
        name: String!
        replica: ID!
        "Whether it knows the same, so that the two can be compared."
        comparable: Boolean!
        "When the last comparison ended without a difference."
        equalAt: String
        "How often in a row a difference was found."
        differences: Int!
      }
      type ImportResult { imported: Int!  problems: [ImportProblem!]! }
      "Why a row was refused; rows are counted from 0."
      type ImportProblem { row: Int!  message: String! }
      "A backup: NONE, COPYING, CHECKING, DONE or FAILED; done and total are pages of the database."
      type Backup { state: String!  file: String!  done: Int!  total: Int!  message: String }
      "repaired is false where nothing was in the future: then nothing was changed."
      type ClockRepair { repaired: Boolean!  documents: Int!  milliseconds: String!  replica: ID!  former: ID }
      type Node {
        name: String!
        "This incarnation of the database."
        replica: ID!
        "The version of the program."
        version: String!
        startedAt: String!
        "Milliseconds since the start."
        uptime: String!
        "The last commit."
        commit: Commit!
        "Whether a full copy has yet to be made."
        needsFullCopy: Boolean!
        "What of the mesh's documents it holds, in words: everything, or types."
        replicates: String!
        "How many lost writes the conflict log lists."
        conflicts: Int!
        knowledge: [KnowledgeEntry!]!
        clock: Clock!
        types: [TypeCount!]!
        "What other nodes mean by a name of this node's schema, where that differs: kept and passed on, and not served."
        incompatibilities: [String!]!
      }
      "The wall clock of the node; times in milliseconds."
      type Clock {
        "Whether it differs from the median of the peers' clocks by more than the bound."
        suspect: Boolean!
        "By how much that median is ahead of it; null with fewer than three peers."
        median: String
        "By how much the latest timestamp here is ahead of it; negative if behind."
        lead: String!
        "How far ahead a timestamp may be."
        bound: String!
        "Whether others refuse what is written here, as it is too far ahead: set the clock right, then repair it."
        needsRepair: Boolean!
      }
      "The node's own count of changes at a commit, and when that was."
      type Commit { sequence: String!  time: String! }
      "Everything that a replica wrote up to the timestamp is known."
      type KnowledgeEntry {
        replica: ID!
        "Milliseconds since the epoch, and a counter behind a plus sign if there is one."
        timestamp: String!
      }
      "How many documents of a type there are."
      type TypeCount { name: String!  live: Int!  deleted: Int }
      enum Direction { OUTBOUND INBOUND }
      type Peer {
        "Null before the peer introduced itself, as are replica, version and clockDifference."
        name: String
        replica: ID
        version: String
        address: String!
        "Who dialled; null without a link."
        direction: Direction
        "What goes on: FOLLOWING, COPYING, DISCONNECTED, …"
        state: String!
        "Whether it said that it knows all that is known here."
        upToDate: Boolean!
        "What of the mesh's documents it holds, in words; null before it introduced itself."
        replicates: String
        "By how many milliseconds its wall clock was ahead of this node's at the handshake."
        clockDifference: String
        "What it said that it knows."
        knowledge: [KnowledgeEntry!]!
        "Why it is held off (CLOCK_AHEAD), where it offers what is from the future."
        ahead: Ahead
      }
      "Whose writes are how many milliseconds ahead of this node's clock; node is the name of the writer's node, where it is known."
      type Ahead { origin: ID!  node: String  milliseconds: String! }
      """
}
