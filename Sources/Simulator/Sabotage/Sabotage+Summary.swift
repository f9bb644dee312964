extension Sabotage {
  /// What it is about.
  public var area: Area { entry.area }

  /// The mistake in a sentence.
  public var summary: String { entry.summary }

  private var entry: (area: Area, summary: String) {
    switch self {
    case .tieBreakDropped:
      (.merge, "Of two values with equal timestamps the local one stays.")
    case .createdAtMinimum:
      (.merge, "The earlier _createdAt wins, whatever the stamps say.")
    case .oldStampKept:
      (.merge, "A merge takes a newer value over, but keeps the old stamp.")
    case .deletionUnstamped:
      (.merge, "A merge takes _deleted over without its stamp.")
    case .deletionClearsValues:
      (.merge, "A delete clears the values.")
    case .documentStampedByField:
      (.merge, "A write to a type that merges as a whole stamps just the fields that it changes.")
    case .prefixClaimed:
      (.rounds, "Every page of a round claims the sender's knowledge.")
    case .secondPhaseSkipped:
      (.rounds, "What changed while a round was under way is not sent at its end.")
    case .originCursorTooFar:
      (.rounds, "The cursor in the origin index is one timestamp too far.")
    case .sequenceCursorTooFar:
      (.rounds, "The cursor in the sequence index is one too far.")
    case .aheadLeftOut:
      (.rounds, "The first step leaves out entries above the node's own knowledge.")
    case .copySkipsAnnounced:
      (.rounds, "A full copy leaves out what the peer has announced that it knows.")
    case .unchangedNotConfirmed:
      (.rounds, "A row that changes nothing is not put again: the end of a full copy drops it.")
    case .copyBeginningMoved:
      (.rounds, "A full copy that goes on after a restart takes the present for its beginning.")
    case .announcementJoined:
      (.knowledge, "What a peer announces is joined at once.")
    case .presentClaimed:
      (.knowledge, "A page claims what is known when it is sent, not when it was read.")
    case .recordStoredWithRows:
      (.knowledge, "The record is stored only if a document changed.")
    case .rowErrorPassedOver:
      (.knowledge, "A page is claimed though new rows in it could not be stored.")
    case .tokenNotLowered:
      (.tokens, "A client's token is not lowered to what the node knows.")
    case .nonceIgnored:
      (.tokens, "A cursor is followed without a look at its nonce.")
    case .tokenReplicaIgnored:
      (.tokens, "The sequence number in a token is followed, whichever node it is from.")
    case .presentInToken:
      (.tokens, "Tokens within a round carry what the node knows, not what the requester has.")
    case .copyMovesAsDelta:
      (.tokens, "A full copy that moves to another node goes on there as a delta.")
    case .timeInclusive:
      (.tokens, "Plain milliseconds begin behind the last commit of that millisecond.")
    case .oneOriginEntry:
      (.indexes, "A document is in the origin index for its greatest version only.")
    case .sequenceKept:
      (.indexes, "A document keeps its sequence number when it changes.")
    case .pageEndDropped:
      (.indexes, "A full page loses its last row to the row that shows whether there is more.")
    case .latestSequenceLags:
      (.indexes, "The greatest sequence number of a type is cached, one transaction behind.")
    case .originsCached:
      (.indexes, "The list of replicas is read when the store is opened, and never again.")
    case .heldBackClaimed:
      (.relaying, "A page claims what was held back from it.")
    case .directNeverRelayed:
      (.relaying, "What the peer has a direct link to is never relayed.")
    case .sentIsReceived:
      (.relaying, "What was sent counts as received, though the link broke.")
    case .answeredUnsynced:
      (.storage, "A write is answered before it is durable.")
    case .tokenOutsideTransaction:
      (.storage, "The token of a page is stored outside of the page's transaction.")
    case .failureLeavesKnowledge:
      (.storage, "A transaction that fails leaves its knowledge in the record.")
    case .failureKeepsHalf:
      (.storage, "A transaction that fails keeps what it had written by then.")
    case .snapshotMixed:
      (.storage, "The record is read outside of the snapshot, after one more commit.")
    case .answerLost:
      (.storage, "Now and then nobody is told that a write was stored.")
    case .damageTrusted:
      (.storage, "A node goes on with what a disk has left whose syncs were lies.")
    case .pagesSwapped:
      (.wire, "Of pages that wait together the last is taken first.")
    case .pageLost:
      (.wire, "A page gets lost, and the link goes on.")
    case .rowLost:
      (.wire, "The decoder of pages stops one row early.")
    case .valueAltered:
      (.wire, "Frames are not authenticated, and a value is altered on the way.")
    case .oldLinkDelivered:
      (.wire, "The send buffer of an old link is sent on the next one.")
    case .creditLost:
      (.wire, "Now and then the credit for a page is not given back.")
    case .timersSilent:
      (.wire, "Deadlines never wake a node.")
    case .newsEchoed:
      (.wire, "News of a peer are answered by this node's own, new or not.")
    case .keysReplacedUnevenly:
      (.wire, "The two sides of a link replace their keys after different counts of messages.")
    case .silenceIgnored:
      (.wire, "A link on which nothing arrives is never given up.")
    case .futureAccepted:
      (.clocks, "Timestamps from the future are accepted.")
    case .clockStartsOver:
      (.clocks, "The greatest timestamp is not stored: the clock starts over after a restart.")
    case .acceptedForgotten:
      (.clocks, "Only the node's own timestamps count when its clock goes on after a restart.")
    case .repairUnstored:
      (.clocks, "A repair of the clock does not store what it stamps anew.")
    case .repairDropsValues:
      (.clocks, "A repair of the clock stores documents without their values.")
    case .repairKeepsReplica:
      (.clocks, "A repair of the clock does not store the new ReplicaID.")
    case .repairKeepsKnowledge:
      (.clocks, "A repair of the clock stores the knowledge from before it.")
    case .repairBeforeClock:
      (.clocks, "The clock is repaired before it is set right, and not again.")
    case .runMarkerIgnored:
      (.storage, "A node whose end was lost goes on under its ReplicaID.")
    case .dictionaryOrder:
      (.determinism, "Links are served in the order of a Dictionary.")
    case .seenForgotten:
      (.conflicts, "What the writers of values had seen is not sent to peers.")
    case .mergedForgotten:
      (.conflicts, "What lost in a merge is forgotten, so the next write has not seen it.")
    case .lossUnrecorded:
      (.conflicts, "Values that are lost between replicas are not recorded.")
    case .equalValuesRecorded:
      (.conflicts, "A value that lost is recorded even if the one that won is the same.")
    case .recordNamedByNode:
      (.conflicts, "The id of a conflict record names the node that wrote it.")
    case .editLostToDeleteUnrecorded:
      (.conflicts, "An edit that loses to a delete is not recorded.")
    case .recordDroppedEarly:
      (.conflicts, "Conflict records are dropped after a second.")
    case .sumKeptOnMerge:
      (.audits, "The sums don't follow where a document of another node is merged.")
    case .sumKeptOnRemove:
      (.audits, "The sums don't follow where a document is forgotten.")
    case .unequalCompared:
      (.audits, "Sums are compared although the two know different things.")
    case .floorsIgnored:
      (.audits, "Sums of tombstones are compared although the floors differ.")
    case .repairDropped:
      (.audits, "What a peer holds otherwise is asked for, and not taken up.")
    case .wrongSidePreferred:
      (.audits, "At equal versions a node keeps its own damaged content.")
    case .alarmSilent:
      (.audits, "Damage is repaired, and nobody is told.")
    case .recountTrusting:
      (.audits, "Counting the rows finds what the sums say, whatever the rows are.")
    case .relayingNeverWaits:
      (.relaying, "What a direct link will bring is relayed at once all the same.")
    case .directLinksHidden:
      (.relaying, "Nobody says which replicas they have direct links to.")
    case .relayingAlwaysWaits:
      (.relaying, "Every peer is taken to have direct links to all.")
    case .unknownFieldDropped:
      (.schemas, "A node passes on only those fields that its own schema has.")
    case .unknownTypeSkipped:
      (.schemas, "A node leaves out of its pages what its own schema has no type for.")
    case .meaningsMixed:
      (.schemas, "A node says that all fields of one name are of the first one's type.")
    case .partialTakenForFull:
      (.scopes, "A peer is taken for a full replica, whatever it says of itself.")
    case .ownWritesKept:
      (.scopes, "A partial node leaves what it wrote itself out of its pages.")
    case .scopeOverstepped:
      (.scopes, "A node that is set to replicate some types replicates all.")
    case .departureIgnored:
      (.scopes, "A node takes nothing that does not match its filter, also where it holds it.")
    case .coverageAssumed:
      (.scopes, "A node with a filter takes it that all members know what it knows.")
    case .incomparableJoined:
      (
        .scopes,
        "A node with a filter takes a full one for one that knows all that it knows itself."
      )
    case .relinquishedClaimed:
      (.scopes, "A partial node claims its own writes though it has dropped some.")
    case .filterOverstepped:
      (.scopes, "A node that is set to hold documents by filters holds all of their types.")
    case .scopeNotCopied:
      (.scopes, "A node that is given another scope does not ask for what is part of it now.")
    case .gossipOverstated:
      (
        .forgetting,
        "What members know that others tell of is taken to be all that the teller knows."
      )
    case .rosterEntryLost:
      (.forgetting, "A node that starts reads only its own entry of the roster.")
    case .forgottenEarly:
      (
        .forgetting,
        "Tombstones are forgotten as soon as all members know them, however short they were held."
      )
    case .floorUnraised:
      (.forgetting, "What is forgotten does not raise the floor that is stored.")
    case .forgottenUnmarked:
      (.forgetting, "It is not stored up to which change anything was forgotten.")
    case .floorUntold:
      (.forgetting, "A node does not tell its floor, so who copies from it does not adopt it.")
    case .floorPassedOver:
      (.forgetting, "What comes from below the floor is taken all the same.")
    case .evictedWelcomed:
      (.members, "A replica that has left is met as a stranger: it is served, and taken from.")
    case .startsOverUntold:
      (.members, "A node that starts over does not tell, and gives what it has.")
    case .unseenUnwritten:
      (.members, "What only a node knew that started over is not written anew.")
    case .absentStay:
      (.members, "Documents that were not in a full copy stay.")
    case .copyGoesOnElsewhere:
      (.members, "A full copy that moves goes on at the other node where it stood.")
    case .downtimeCounted:
      (.members, "While a node is down, silence that it has counted is taken to last.")
    case .closedTooFar:
      (.members, "A replica is closed with more than what was kept of it.")
    case .closedLeftOut:
      (.members, "Closed replicas are left out of what a node says that it knows.")
    case .ownTimestampsUnread:
      (.identities, "It is not looked at what others know of the node's own replica.")
    case .lostCommitUnread:
      (.identities, "A peer's token that names a lost commit is no sign of anything.")
    case .lostFutureUnnoticed:
      (.identities, "A node that was put back notices it by neither of the two signs.")
    case .holesKept:
      (.identities, "It is not told from where on a replica that was put back may have holes.")
    case .formerUnwritten:
      (.identities, "What a node wrote under a lost future is not written anew.")
    case .twinsUntold:
      (.identities, "Nothing tells two processes apart that have one ReplicaID.")
    }
  }
}
