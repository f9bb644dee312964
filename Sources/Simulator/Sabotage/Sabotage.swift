/// A mistake that the simulator can make on purpose, to show that its checkers find it (DESIGN section 12).
///
/// The code that is tested knows nothing of this: a mistake is made at the seams between it and the simulator, where the
/// simulator's layer of the store, the pages that are read, and the events and actions of the replica pass. So no node that
/// serves anybody can have one.
public enum Sabotage: String, Sendable, Hashable, CaseIterable {
  // Merge
  case tieBreakDropped = "tie-break-dropped"
  case createdAtMinimum = "created-at-minimum"
  case oldStampKept = "old-stamp-kept"
  case deletionUnstamped = "deletion-unstamped"
  case deletionClearsValues = "deletion-clears-values"
  case documentStampedByField = "document-stamped-by-field"
  // Rounds
  case prefixClaimed = "prefix-claimed"
  case secondPhaseSkipped = "second-phase-skipped"
  case originCursorTooFar = "origin-cursor-too-far"
  case sequenceCursorTooFar = "sequence-cursor-too-far"
  case aheadLeftOut = "ahead-left-out"
  case copySkipsAnnounced = "copy-skips-announced"
  case unchangedNotConfirmed = "unchanged-not-confirmed"
  case copyBeginningMoved = "copy-beginning-moved"
  // Knowledge
  case announcementJoined = "announcement-joined"
  case presentClaimed = "present-claimed"
  case recordStoredWithRows = "record-stored-with-rows"
  case rowErrorPassedOver = "row-error-passed-over"
  // Tokens
  case tokenNotLowered = "token-not-lowered"
  case nonceIgnored = "nonce-ignored"
  case tokenReplicaIgnored = "token-replica-ignored"
  case presentInToken = "present-in-token"
  case copyMovesAsDelta = "copy-moves-as-delta"
  case timeInclusive = "time-inclusive"
  // Indexes
  case oneOriginEntry = "one-origin-entry"
  case sequenceKept = "sequence-kept"
  case pageEndDropped = "page-end-dropped"
  case latestSequenceLags = "latest-sequence-lags"
  case originsCached = "origins-cached"
  // Relaying
  case heldBackClaimed = "held-back-claimed"
  case directNeverRelayed = "direct-never-relayed"
  case sentIsReceived = "sent-is-received"
  // Storage
  case answeredUnsynced = "answered-unsynced"
  case tokenOutsideTransaction = "token-outside-transaction"
  case failureLeavesKnowledge = "failure-leaves-knowledge"
  case failureKeepsHalf = "failure-keeps-half"
  case snapshotMixed = "snapshot-mixed"
  case answerLost = "answer-lost"
  case damageTrusted = "damage-trusted"
  // Wire
  case pagesSwapped = "pages-swapped"
  case pageLost = "page-lost"
  case rowLost = "row-lost"
  case valueAltered = "value-altered"
  case oldLinkDelivered = "old-link-delivered"
  case creditLost = "credit-lost"
  case timersSilent = "timers-silent"
  case newsEchoed = "news-echoed"
  case keysReplacedUnevenly = "keys-replaced-unevenly"
  case silenceIgnored = "silence-ignored"
  // Clocks
  case futureAccepted = "future-accepted"
  case clockStartsOver = "clock-starts-over"
  case acceptedForgotten = "accepted-forgotten"
  // Determinism
  case dictionaryOrder = "dictionary-order"
  // Conflicts
  case seenForgotten = "seen-forgotten"
  case mergedForgotten = "merged-forgotten"
  case lossUnrecorded = "loss-unrecorded"
  case equalValuesRecorded = "equal-values-recorded"
  case recordNamedByNode = "record-named-by-node"
  case editLostToDeleteUnrecorded = "edit-lost-to-delete-unrecorded"
  case recordDroppedEarly = "record-dropped-early"
  // Audits
  case sumKeptOnMerge = "sum-kept-on-merge"
  case sumKeptOnRemove = "sum-kept-on-remove"
  case unequalCompared = "unequal-compared"
  case floorsIgnored = "floors-ignored"
  case repairDropped = "repair-dropped"
  case wrongSidePreferred = "wrong-side-preferred"
  case alarmSilent = "alarm-silent"
  case recountTrusting = "recount-trusting"
  // Schemas
  case unknownFieldDropped = "unknown-field-dropped"
  case unknownTypeSkipped = "unknown-type-skipped"
  case meaningsMixed = "meanings-mixed"
  // Relaying at scale
  case relayingNeverWaits = "relaying-never-waits"
  case directLinksHidden = "direct-links-hidden"
  case relayingAlwaysWaits = "relaying-always-waits"
  // Partial replicas
  case partialTakenForFull = "partial-taken-for-full"
  case ownWritesKept = "own-writes-kept"
  case scopeOverstepped = "scope-overstepped"

  // Repairs and restarts
  case repairUnstored = "repair-unstored"
  case repairDropsValues = "repair-drops-values"
  case repairKeepsReplica = "repair-keeps-replica"
  case repairKeepsKnowledge = "repair-keeps-knowledge"
  case repairBeforeClock = "repair-before-clock"
  case runMarkerIgnored = "run-marker-ignored"
  // Forgetting
  case gossipOverstated = "gossip-overstated"
  case rosterEntryLost = "roster-entry-lost"
  case forgottenEarly = "forgotten-early"
  case floorUnraised = "floor-unraised"
  case forgottenUnmarked = "forgotten-unmarked"
  case floorUntold = "floor-untold"
  case floorPassedOver = "floor-passed-over"
  // Members
  case evictedWelcomed = "evicted-welcomed"
  case startsOverUntold = "starts-over-untold"
  case unseenUnwritten = "unseen-unwritten"
  case absentStay = "absent-stay"
  case copyGoesOnElsewhere = "copy-goes-on-elsewhere"
  case downtimeCounted = "downtime-counted"
  case closedTooFar = "closed-too-far"
  case closedLeftOut = "closed-left-out"
  // Identities
  case ownTimestampsUnread = "own-timestamps-unread"
  case lostCommitUnread = "lost-commit-unread"
  case lostFutureUnnoticed = "lost-future-unnoticed"
  case holesKept = "holes-kept"
  case formerUnwritten = "former-unwritten"
  case twinsUntold = "twins-untold"

  // Filters of partial replicas
  case departureIgnored = "departure-ignored"
  case coverageAssumed = "coverage-assumed"
  case incomparableJoined = "incomparable-joined"
  case relinquishedClaimed = "relinquished-claimed"
  case filterOverstepped = "filter-overstepped"
  case scopeNotCopied = "scope-not-copied"

  /// What a mistake is about.
  public enum Area: String, Sendable, Hashable, CaseIterable {
    case merge, rounds, knowledge, tokens, indexes, relaying, storage, wire, clocks, determinism,
      conflicts, audits, schemas, scopes, forgetting, members, identities
  }

  /// Whether the mistake breaks no rule but that a seed is a run: it is found by running the seed twice.
  public var isFoundByRepetition: Bool { self == .dictionaryOrder }
}
