import Documents

/// What a replica remembers about one link.
enum Session: Sendable {
  /// The link is up, and this node's hello is sent, which said that. Goes to ``established(_:)`` on the peer's hello, or ends.
  case awaitingHello(told: Hello, key: String)
  /// Both introduced themselves. Ends with the link.
  case established(Peer)
}

/// What a replica remembers about the peer at the other end of a link.
struct Peer: Sendable {
  /// How it introduced itself; the catalogue and the floor in it grow with its announcements.
  var hello: Hello
  /// Its public key in hexadecimal digits.
  let key: String
  /// Whether it waits for an operator's approval.
  var awaitsApproval = false
  /// What it was told of other members.
  var toldMembers: [ReplicaID: Knowledge] = [:]
  /// Whether it was told that this node starts over.
  var wasToldToWait: Bool
  /// The floor that it was told.
  var toldFloor: Knowledge
  /// The difference of the wall clocks at the handshake, in milliseconds: positive if the peer's is ahead.
  let clockDifference: Int64
  /// By how much this node's wall clock was ahead of its clock that never steps then: shows when it has been set since.
  let clockOffset: Int64
  /// From its numbers of types and fields to this node's.
  var translation: CatalogTranslation
  /// What it said that it knows. Never joined; used to skip what it has.
  var announced: Knowledge
  /// The replicas that it has links to.
  var links: Set<ReplicaID> = []
  /// What it was told of this node's knowledge.
  var told: Knowledge
  /// The links that it was told of.
  var toldLinks: [ReplicaID] = []
  /// The catalogue that it was told.
  var toldCatalog: Catalog
  /// When it is due to be told, by the clock that never steps.
  var announcementDue: Int64?
  /// The number of the last subscription that this node made.
  var lastSubscription: UInt32 = 0
  /// This node as requester.
  var pull: Pull = .idle
  /// This node as responder.
  var push: Push = .idle
  /// This node as the one who compares.
  var audit = Audit.resting(due: nil)
  /// The peer's question that is being answered, and what it is about.
  var answering: (number: AuditNumber, question: AuditQuestion)?
  /// How many questions this node has asked.
  var lastQuestion: UInt32 = 0

  init(
    hello: Hello, key: String, clockDifference: Int64, clockOffset: Int64,
    translation: CatalogTranslation, told: Hello
  ) {
    self.hello = hello
    self.key = key
    wasToldToWait = told.startsOver
    toldFloor = told.floor
    self.clockDifference = clockDifference
    self.clockOffset = clockOffset
    self.translation = translation
    announced = hello.knowledge
    self.told = told.knowledge
    toldCatalog = told.catalog
  }
}

/// This node as the one who asks a peer for changes.
enum Pull: Sendable {
  /// Nothing was asked for yet. Goes to any other state.
  case idle
  /// A full copy is being made from another peer. Goes to ``active(_:)`` when that ends.
  case waitingForCopy
  /// Nothing is taken from the peer: it is no member, or below the floor here, or starts over itself. Goes to any other state
  /// when that changes.
  case barred
  /// A subscription is under way. Goes to ``paused(until:)`` on a timestamp from the future, to ``refused(_:)``.
  case active(ActivePull)
  /// Looks again at a time of the clock that never steps; goes to ``active(_:)`` then, unless `ahead`, a version that the peer
  /// offered, is still too far ahead of the wall clock, and else stays.
  case paused(until: Int64, ahead: Version? = nil)
  /// The peer can't give the changes since what is known here. Stays so.
  case refused(SyncRefusal)
}

/// A subscription to a peer's changes.
struct ActivePull: Sendable {
  /// Its number.
  let number: SubscriptionNumber
  /// What it began with: decides what is tried next when it is refused.
  let attempt: Attempt
  /// Whether it makes a full copy; turns false when that is complete.
  var isFullCopy: Bool
  /// Whether a page of it has come.
  var hasBegun = false
  /// Whether documents were passed over as the peer was behind: nothing that it claims is joined until it was asked for them again.
  var hasSkipped = false

  /// What a subscription begins with.
  enum Attempt: Sendable {
    /// With the stored token of an unfinished round. Next: with knowledge.
    case resuming
    /// With what was known here, which was that. Next: the same, if more is known by then.
    case knowledge(Knowledge)
  }
}

/// This node as the one who is asked for changes.
enum Push: Sendable {
  /// There is no subscription. Goes to ``inRound(_:)``.
  case idle
  /// A round is under way. Goes to ``following(_:_:)`` at its end, to ``idle`` when refused or completed.
  case inRound(Subscription)
  /// The round is complete: each commit is sent as it comes. Goes to ``idle`` when refused or completed.
  case following(Subscription, Following)
}

/// A peer's subscription.
struct Subscription: Sendable {
  /// Its number.
  let number: SubscriptionNumber
  /// The most rows of a page.
  let pageRows: Int
  /// How many pages may be sent.
  var credit: Int
  /// Whether a page is being read.
  var isReading = false
  /// Since when the next page is.
  var token: SyncToken
}

/// How far a subscription that has had a complete round has come.
struct Following: Sendable {
  /// All commits before this index were sent, or are covered by what the peer has.
  var doneEnd: UInt64
  /// The last commit with changes among those.
  var doneMark: CommitMark
  /// The knowledge that the peer was given as a claim.
  var claimed: Knowledge
  /// Commits at or after ``doneEnd`` that were sent already.
  var sentAhead: Set<UInt64> = []
  /// What the page that is being read leaves out.
  var withheld: Withheld?
  /// When a commit that is held back falls due, by the clock that never steps.
  var nextDue: Int64?

  /// Commits left out of a page.
  struct Withheld: Sendable {
    /// By index.
    let commits: Set<UInt64>
    /// By sequence number.
    let ranges: [ClosedRange<SequenceNumber>]
  }
}

extension Pull {
  /// Whether changes come from the peer, now or soon.
  var isSource: Bool {
    switch self {
    case .active, .paused, .waitingForCopy: true
    case .idle, .barred, .refused: false
    }
  }
}
