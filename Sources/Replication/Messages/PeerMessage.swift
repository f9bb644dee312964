public import Documents

/// What two replicas say to each other over a link, as values. How it looks in bytes is PeerWire's matter.
///
/// Both sides say ``hello(_:)`` first. Then each subscribes to the other's changes, grants credit in pages, and announces what it
/// knows as that grows.
public enum PeerMessage: Sendable, Hashable {
  /// The first message of each side.
  case hello(Hello)
  /// News about the sender: its knowledge, its direct links, its catalogue.
  case announce(Announcement)
  /// Asks for changes; replaces the subscription that the sender had on this link.
  case subscribe(SubscriptionNumber, ChangesRequest)
  /// Allows that many more pages.
  case credit(SubscriptionNumber, pages: Int)
  /// A page for the subscription.
  case page(SubscriptionNumber, ChangePage)
  /// The subscription can't be served, or no longer; it has ended.
  case refuse(SubscriptionNumber, SyncRefusal)
  /// The subscriber wants no more pages.
  case complete(SubscriptionNumber)
}

/// Numbers the subscriptions that one side makes on one link, counting up from 1.
public struct SubscriptionNumber: RawRepresentable, Sendable, Hashable, Comparable {
  /// The count.
  public let rawValue: UInt32

  /// The subscription with this count.
  public init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  /// Earlier ones first.
  public static func < (left: SubscriptionNumber, right: SubscriptionNumber) -> Bool {
    left.rawValue < right.rawValue
  }
}

/// Names a mesh: derived from its secret, so members agree on it without saying it.
public struct MeshID: Sendable, Hashable {
  /// The 64 bits.
  public let bits: UInt64

  /// The mesh with these bits.
  public init(bits: UInt64) {
    self.bits = bits
  }
}

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

  /// An introduction of these parts.
  public init(
    mesh: MeshID, replica: ReplicaID, process: UInt64, name: String, version: String, clock: Int64,
    catalog: Catalog, knowledge: Knowledge, floor: Knowledge
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
  }
}

/// What a node tells its peers as it changes.
public struct Announcement: Sendable, Hashable {
  /// What the sender knows. Used to skip what it has; never joined.
  public var knowledge: Knowledge
  /// The replicas that the sender has links to, ascending.
  public var links: [ReplicaID]
  /// The sender's catalogue, if it grew since it was last told.
  public var catalog: Catalog?

  /// An announcement of these parts.
  public init(knowledge: Knowledge, links: [ReplicaID], catalog: Catalog? = nil) {
    self.knowledge = knowledge
    self.links = links
    self.catalog = catalog
  }
}

/// Asks a peer for changes.
public struct ChangesRequest: Sendable, Hashable {
  /// Since when: a ``SyncToken`` in bytes.
  public var token: [UInt8]
  /// The most rows a page should have; 1 or more.
  public var pageRows: Int
  /// How many pages may be sent before more credit comes.
  public var credit: Int

  /// A request of these parts.
  public init(token: [UInt8], pageRows: Int, credit: Int) {
    self.token = token
    self.pageRows = pageRows
    self.credit = credit
  }
}

/// A page of changes.
public struct ChangePage: Sendable, Hashable {
  /// The changes, numbered by the sender's catalogue.
  public var changes: ChangeBatch
  /// The token from which the next page goes on.
  public var token: [UInt8]
  /// What the sender knew at the page's snapshot.
  public var knowledge: Knowledge
  /// On the last page of a round, and on live pages: the knowledge that the receiver may join with its own once it has
  /// applied this page and all before it. Nil in the middle of a round.
  public var claim: Knowledge?
  /// The sender's floor: adopted at the end of a full copy.
  public var floor: Knowledge
  /// Whether more is there to be sent at once.
  public var hasMore: Bool

  /// A page of these parts.
  public init(
    changes: ChangeBatch, token: [UInt8], knowledge: Knowledge, claim: Knowledge?,
    floor: Knowledge, hasMore: Bool
  ) {
    self.changes = changes
    self.token = token
    self.knowledge = knowledge
    self.claim = claim
    self.floor = floor
    self.hasMore = hasMore
  }
}

/// Why changes since a token can't be given.
public enum SyncRefusal: Error, Sendable, Hashable {
  /// The token is no token (`BAD_LAST_SYNC`); says what is wrong with it.
  case badToken(String)
  /// The token is of another mesh, type or filter, or below the floor: start over (`RESYNC_REQUIRED`); says why.
  case resyncRequired(String)
  /// The store can't read (`UNAVAILABLE`); says why.
  case unavailable(String)
}
