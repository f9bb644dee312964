public import GraphQL

/// What the operator's API needs of a node.
public protocol AdminService: Sendable {
  /// The state of this node, and of its peers, now: one consistent picture.
  func status() async throws(AdminServiceError) -> NodeStatus

  /// Creates documents of a type from rows, each an object with the fields of a create; a row that is refused stops no other.
  /// - Throws: Where there is no such type, or too many rows.
  func importDocuments(type: String, rows: [JSON]) async throws(AdminServiceError) -> ImportResult

  /// Begins a backup of the database to a new file on the node's machine, an absolute path.
  /// - Throws: Where one is being made, or the path can't be used.
  func startBackup(file: String) async throws(AdminServiceError) -> BackupStatus

  /// How far the last backup has come.
  func backup() async throws(AdminServiceError) -> BackupStatus

  /// Stamps anew what was written in the future, after the clock was set right.
  /// - Throws: Where the clock still differs from the peers', or the store can't write.
  func repairClock() async throws(AdminServiceError) -> ClockRepairReport

  /// The members of the mesh, as this node knows them.
  func members() async throws(AdminServiceError) -> MembersReport

  /// Gives a member up: it is no longer waited for, and starts over when it comes back. Returns what the roster says of it then.
  /// - Throws: Where there is no such member, or it has left already.
  func evictMember(replica: String) async throws(AdminServiceError) -> MemberStatus

  /// Makes a node that waits for approval a member, by its public key. Returns what the roster says of it then.
  /// - Throws: Where no such node waits.
  func approveMember(key: String) async throws(AdminServiceError) -> MemberStatus

  /// Dials an address, `HOST:PORT`, until the node stops. Returns whether it was not dialled before.
  /// - Throws: Where it is none, or the node has no links.
  func addPeer(address: String) async throws(AdminServiceError) -> Bool

  /// The conflicts that fit a filter, the latest detected first: `limit` of them at most, after passing over `offset`.
  func conflicts(
    _ filter: ConflictFilter, offset: Int, limit: Int
  ) async throws(AdminServiceError) -> ConflictPage

  /// The conflicts that fit a filter and are recorded from now on.
  func followConflicts(
    _ filter: ConflictFilter
  ) async throws(AdminServiceError) -> any ConflictFeed
  /// What comparisons with peers, and counts of the node's own rows, have found.
  func audit() async throws(AdminServiceError) -> AuditReport

  /// Counts the rows of a type on a snapshot, and compares them with the sums that the store keeps. Takes as long as it takes to read them.
  /// - Throws: Where there is no such type, or a row can't be read.
  func recount(type: String) async throws(AdminServiceError) -> RecountReport

  /// Asks the node to count its rows and to compare with every peer, now.
  func requestAudit() async throws(AdminServiceError)
}

/// Why a node can't do what its operator asks.
public struct AdminServiceError: Error, Hashable, Sendable {
  /// For people.
  public var message: String
  /// Whether the operator asked for something senseless, rather than that the node can't.
  public var isBadInput = false

  /// An error.
  public init(_ message: String) {
    self.message = message
  }

  /// What was asked for makes no sense.
  public static func badInput(_ message: String) -> AdminServiceError {
    var error = AdminServiceError(message)
    error.isBadInput = true
    return error
  }

  /// As a response reports it.
  var graphQL: GraphQLError {
    isBadInput
      ? GraphQLError(message, .badUserInput) : GraphQLError(message, code: "UNAVAILABLE")
  }
}

/// What came of an import.
public struct ImportResult: Sendable, Hashable {
  /// How many rows are documents now.
  public var imported: Int
  /// The rows that were refused, in order.
  public var problems: [Problem]

  /// Why a row was refused.
  public struct Problem: Sendable, Hashable {
    /// The row, counted from 0.
    public var row: Int
    /// For people.
    public var message: String

    /// A refused row.
    public init(row: Int, message: String) {
      self.row = row
      self.message = message
    }
  }

  /// A result of these parts.
  public init(imported: Int, problems: [Problem]) {
    self.imported = imported
    self.problems = problems
  }
}
