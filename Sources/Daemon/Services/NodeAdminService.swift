import AdminAPI
import DocumentAPI
import Documents
import GraphQL
import PeerWire
import Replication
import Storage

/// What the operator of this node sees and does.
struct NodeAdminService: AdminService {
  let loop: ReplicaLoop
  let links: PeerLinks
  /// Whom the node dials beside its configuration; nil for a node without links.
  let dialler: MemberDialler?
  let reader: SnapshotSource
  let schema: DocumentSchema
  let documents: NodeDocumentService
  let conflictLog: ConflictReader
  let backups: BackupJob
  let name: String
  let clockBound: Int64
  let started: Moment

  func status() async throws(AdminServiceError) -> NodeStatus {
    let now = SystemClock.now()
    guard let status = await loop.inspect({ $0.status(at: now) }) else {
      throw AdminServiceError("the node is stopping")
    }
    var result = NodeStatus(
      name: name, replica: status.replica, version: Version.number,
      startedAt: started.wall.milliseconds, uptime: now.uptime - started.uptime,
      commitSequence: status.commit.mark.sequence, commitTime: status.commit.time,
      needsFullCopy: status.needsFullCopy, knowledge: status.knowledge,
      conflicts: try reading { () throws(StoreError) in try conflictLog.count() },
      types: try types(), incompatibilities: status.incompatibilities.map(\.description),
      peers: peers(status))
    result.replicates = status.scope.summary
    result.clock.isSuspect = status.isClockSuspect
    result.clock.median = status.clockMedian
    result.clock.lead = status.clockLead
    result.clock.bound = clockBound
    return result
  }

  func conflicts(
    _ filter: ConflictFilter, offset: Int, limit: Int
  ) async throws(AdminServiceError) -> ConflictPage {
    try reading { () throws(StoreError) in
      try conflictLog.page(filter, offset: offset, limit: limit)
    }
  }

  func followConflicts(
    _ filter: ConflictFilter
  ) async throws(AdminServiceError) -> any ConflictFeed {
    do throws(ServiceError) {
      let deltas = try documents.deltas(ofAll: BuiltInType.conflict.rawValue)
      return try RecordFeed(conflictLog, deltas, documents.changes, filter)
    } catch {
      throw AdminServiceError(error.message)
    }
  }

  private func reading<Value>(
    _ body: () throws(StoreError) -> Value
  ) throws(AdminServiceError) -> Value {
    do throws(StoreError) { return try body() } catch { throw AdminServiceError(error.message) }
  }

  private func types() throws(AdminServiceError) -> [TypeStatus] {
    do throws(StoreError) {
      let snapshot = try reader.snapshot()
      var types: [TypeStatus] = []
      for type in schema.model.types {
        let counts = try snapshot.counts(of: type.name)
        types.append(TypeStatus(name: type.name, live: counts.live, deleted: counts.deleted))
      }
      return types
    } catch {
      throw AdminServiceError(error.message)
    }
  }

  /// The links that are up; a peer that has not introduced itself yet has no name.
  private func peers(_ status: ReplicaStatus) -> [PeerStatus] {
    let known = Dictionary(status.peers.map { ($0.link, $0) }) { $1 }
    return links.current.sorted { $0.key < $1.key }.map { link, identity in
      let peer = known[link]
      var result = PeerStatus(
        name: peer?.name, replica: peer?.replica, version: peer?.version,
        address: identity.address, direction: identity.wasDialled ? .outbound : .inbound,
        state: peer?.pulling.rawValue ?? "CONNECTING", isUpToDate: peer?.isUpToDate ?? false,
        clockDifference: peer?.clockDifference, knowledge: peer?.knowledge ?? Knowledge())
      result.replicates = peer?.scope.summary
      result.ahead = peer?.ahead.map {
        AheadStatus(origin: "\($0.origin)", node: $0.node, milliseconds: $0.milliseconds)
      }
      return result
    }
  }

  func startBackup(file: String) async throws(AdminServiceError) -> BackupStatus {
    try backups.start(file)
  }

  func backup() async throws(AdminServiceError) -> BackupStatus { backups.current }

  func repairClock() async throws(AdminServiceError) -> ClockRepairReport {
    switch await loop.repairClock() {
    case .nothingAhead:
      guard let replica = await loop.inspect({ $0.id }) else {
        throw AdminServiceError("the node is stopping")
      }
      return ClockRepairReport(
        isRepaired: false, documents: 0, milliseconds: 0, replica: "\(replica)", former: nil)
    case .clockSuspect(let milliseconds):
      throw AdminServiceError(
        "the clock of this node still differs from most of its peers' by \(abs(milliseconds) / 1_000) s:"
          + " set it right first")
    case .unavailable(let message): throw AdminServiceError(message)
    case .repaired(let repair):
      return ClockRepairReport(
        isRepaired: true, documents: repair.documents, milliseconds: repair.milliseconds,
        replica: "\(repair.replica)", former: "\(repair.former)")
    }
  }

  /// The most rows of one import; a command sends several.
  private static let maximumRows = 1_000

  func importDocuments(
    type: String, rows: [JSON]
  ) async throws(AdminServiceError) -> ImportResult {
    guard schema.model.index(ofType: type) != nil else {
      let names = schema.model.types.map(\.name).joined(separator: ", ")
      throw AdminServiceError("there is no type \(type); the schema has \(names)")
    }
    guard rows.count <= Self.maximumRows else {
      throw AdminServiceError("an import takes \(Self.maximumRows) rows at most in one go")
    }
    // All rows go into the inbox at once, so that few commits take them.
    let outcomes = await withTaskGroup(of: (Int, String?).self) { group in
      for (index, row) in rows.enumerated() {
        group.addTask { (index, await problem(creating: type, row)) }
      }
      var outcomes = [String?](repeating: nil, count: rows.count)
      for await (index, problem) in group { outcomes[index] = problem }
      return outcomes
    }
    let problems = outcomes.enumerated().compactMap { index, message in
      message.map { ImportResult.Problem(row: index, message: $0) }
    }
    return ImportResult(imported: rows.count - problems.count, problems: problems)
  }

  /// Creates a document from a row; says why it can't.
  private func problem(creating type: String, _ row: JSON) async -> String? {
    do {
      let mutation = try schema.create(type: type, row: row)
      switch try await documents.apply(mutation) {
      case .applied, .merged: return nil
      case .alreadyExists(let view):
        return "a \(type) with the id \(view.id) exists, with other content"
      case .conflict: return "the document was changed meanwhile"
      case .notFound(let id): return "there is no \(type) with the id \(id)"
      case .invalid(let message), .unavailable(let message): return message
      }
    } catch let error as GraphQLError {
      return error.message
    } catch {
      return "\(error)"
    }
  }
}
