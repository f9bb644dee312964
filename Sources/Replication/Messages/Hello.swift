public import Documents

/// How a node introduces itself.
public struct Hello: Sendable, Hashable {
  /// The mesh that it belongs to.
  public var mesh: MeshID
  /// Its replica.
  public var replica: ReplicaID
  /// Random for each process: tells two processes with one replica apart.
  public var process: UInt64
  /// The name that its operator gave it; for people.
  public var name: String
  /// The version of its software; for people.
  public var version: String
  /// Its wall clock, in milliseconds since the epoch.
  public var clock: Int64
  /// Its types and fields: what the numbers in its pages mean.
  public var catalog: Catalog
  /// What it knows.
  public var knowledge: Knowledge
  /// Below which knowledge it has forgotten tombstones.
  public var floor: Knowledge
  /// Whether it starts over, and gives nothing until it has a full copy.
  public var startsOver: Bool
  /// What of the mesh's documents it holds.
  public var scope: ReplicationScope

  /// An introduction of these parts.
  public init(
    mesh: MeshID, replica: ReplicaID, process: UInt64, name: String, version: String, clock: Int64,
    catalog: Catalog, knowledge: Knowledge, floor: Knowledge, startsOver: Bool = false,
    scope: ReplicationScope = .everything
  ) {
    self.mesh = mesh
    self.replica = replica
    self.process = process
    self.name = name
    self.version = version
    self.clock = clock
    self.catalog = catalog
    self.knowledge = knowledge
    self.floor = floor
    self.startsOver = startsOver
    self.scope = scope
  }
}
