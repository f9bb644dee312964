import Documents

/// What a replica is told about itself and its bounds.
public struct ReplicaSettings: Sendable, Hashable {
  /// The mesh that it belongs to.
  public var mesh: MeshID
  /// Random for each process.
  public var process: UInt64
  /// The name that its operator gave it.
  public var name: String
  /// The version of the software.
  public var version: String
  /// How far a timestamp may be ahead of the local wall clock, in milliseconds (DESIGN section 5).
  public var maximumClockDrift: Int64 = 60_000
  /// How far what a client sends may move the clock ahead, in milliseconds (DESIGN section 5).
  public var maximumClientDrift: Int64 = 5_000
  /// How long the relaying of a change waits for a peer that has a direct link to its origin, in milliseconds.
  public var relayDelay: Int64 = 100
  /// How long news about what is known here gathers before it is announced, in milliseconds.
  public var announceDelay: Int64 = 10
  /// How long a conflict record is kept after its detection, in milliseconds (DESIGN section 6): 30 days.
  public var conflictRetention: Int64 = 30 * 86_400_000
  /// How many rows a page should have.
  public var pageRows = 5_000
  /// About how many bytes a page should have.
  public var pageBytes = 1 << 20
  /// How many pages may be in flight.
  public var creditPages = 2
  /// The node's public key in hexadecimal digits; empty for a node without links.
  public var key = ""
  /// Where peers can dial the node, as `HOST:PORT`.
  public var addresses: [String] = []
  /// What of the mesh's documents it holds.
  public var scope = ReplicationScope.everything
  /// Who may become a member.
  public var admission = Admission.secret
  /// For how long a tombstone is held at least, in milliseconds (DESIGN section 7).
  public var tombstoneRetention: Int64 = 7 * 86_400_000
  /// After how long a silent member is evicted, in milliseconds (DESIGN section 7).
  public var evictAfter: Int64 = 30 * 86_400_000
  /// For how long a document that is outside of the scope is held unchanged at least, in milliseconds: so clients that read what
  /// changed hear that it moved out.
  public var departedRetention: Int64 = 3_600_000
  /// How long news about other members gather before they are told, in milliseconds.
  public var gossipDelay: Int64 = 1_000
  /// How many keys of rows are remembered (DESIGN section 8); beyond, the oldest are forgotten first.
  public var maximumKeys = 1_000_000
  /// How often it is looked for what is to be forgotten, evicted and closed, in milliseconds.
  public var maintenanceInterval: Int64 = 60_000

  /// Who may become a member of the mesh.
  public enum Admission: String, Sendable, Hashable, CaseIterable {
    /// Whoever has the mesh's secret.
    case secret
    /// Whoever has the secret, once an operator of a member has approved its key.
    case approve
  }

  /// How long after one comparison of sums with a peer the next is due, in milliseconds; 0 for none but those that are asked for.
  public var auditInterval: Int64 = 3_600_000
  /// How long after one count of the node's own rows the next is due, in milliseconds; 0 for none but those that are asked for.
  public var recountInterval: Int64 = 86_400_000
  /// How long nothing must have changed here before sums are compared, in milliseconds.
  public var auditDelay: Int64 = 1_000

  /// Settings with the defaults of the design.
  public init(mesh: MeshID, process: UInt64, name: String, version: String) {
    self.mesh = mesh
    self.process = process
    self.name = name
    self.version = version
  }
}
