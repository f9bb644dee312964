public import Replication
public import Storage

/// How a node is set up, as a value: what `deltamesh.yaml`, the environment and the flags say, or what an embedding program
/// gives to ``Node``.
public struct NodeConfiguration: Sendable, Hashable {
  /// The name of the node, for people.
  public var name: String
  /// The folder of the node's data.
  public var data: String
  /// The file of the GraphQL schema.
  public var schema: String
  /// Where the GraphQL API is served; nil to serve none, as an embedding program may want.
  public var http: HTTP?
  /// The links to other nodes.
  public var peer: Peer
  /// What of the mesh's documents the node holds.
  public var scope: ReplicationScope
  /// By type, which of its documents the node holds: a filter as GraphQL has it, in JSON. All documents of types without one.
  public var filters: [String: String]
  /// How far a timestamp may be ahead of the local wall clock, in milliseconds.
  public var maximumClockDrift: Int64
  /// How long conflict records are kept after their detection, in milliseconds.
  public var conflictRetention: Int64
  /// For how long tombstones are held at least, in milliseconds.
  public var tombstoneRetention: Int64
  /// For how long documents that left what the node holds stay at least, in milliseconds.
  public var departedRetention: Int64
  /// After how long a silent member is evicted, in milliseconds.
  public var evictAfter: Int64
  /// What an answered write survives.
  public var durability: Durability
  /// What is logged, and how.
  public var log: Log
  /// How much a request may ask for.
  public var limits: Limits
  /// Whether an unprotected API may be served beyond loopback.
  public var isInsecure: Bool

  /// The links to other nodes.
  public struct Peer: Sendable, Hashable {
    /// Where peers are listened for, as `HOST:PORT`; nil to only dial.
    public var listen: String?
    /// The address that others are told to dial, as `HOST:PORT`; ``noAddress`` to tell none; nil for that in `listen`, if it is one.
    public var advertise: String?
    /// The local address to dial from; nil for any.
    public var bind: String?
    /// The secret that all members of the mesh share, 16 to 1,024 bytes; nil for a node without peers.
    public var secret: String?
    /// Who may become a member.
    public var admission: Admission
    /// Whom to dial, each as `HOST:PORT`.
    public var peers: [String]

    /// What ``advertise`` says where no address is to be told.
    public static let noAddress = "none"

    /// Who may become a member.
    public enum Admission: String, Sendable, Hashable, CaseIterable {
      /// Whoever has the secret.
      case secret
      /// Whoever has the secret, once an operator has approved its key.
      case approve
    }

    /// Links of these parts.
    public init(
      listen: String? = nil, advertise: String? = nil, bind: String? = nil, secret: String? = nil,
      admission: Admission = .secret, peers: [String] = []
    ) {
      self.listen = listen
      self.advertise = advertise
      self.bind = bind
      self.secret = secret
      self.admission = admission
      self.peers = peers
    }
  }

  /// What is logged, and how.
  public struct Log: Sendable, Hashable {
    /// The least severe level that is logged.
    public var level: Level
    /// How a line looks.
    public var format: Format

    /// The levels, the least severe first.
    public enum Level: String, Sendable, Hashable, CaseIterable {
      case trace, debug, info, notice, warning, error
    }

    /// How a line looks.
    public enum Format: String, Sendable, Hashable, CaseIterable {
      /// For people: time, level, message, and `key=value`.
      case text
      /// One JSON object a line.
      case json
    }

    /// Logging at a level in a format.
    public init(level: Level = .info, format: Format = .text) {
      self.level = level
      self.format = format
    }
  }

  /// The defaults: data in `data`, the schema in `schema.graphql`, HTTP on `127.0.0.1:4000`, no peers.
  public init() {
    name = "node"
    data = "data"
    schema = "schema.graphql"
    http = HTTP(host: "127.0.0.1", port: 4000)
    peer = Peer()
    scope = .everything
    filters = [:]
    maximumClockDrift = 60_000
    conflictRetention = 30 * 86_400_000
    tombstoneRetention = 7 * 86_400_000
    departedRetention = 3_600_000
    evictAfter = 30 * 86_400_000
    durability = .full
    log = Log()
    limits = Limits()
    isInsecure = false
  }
}
