public import Documents

/// What a replica wants done, after the batch that produced it is committed.
public enum Action: Sendable, Hashable {
  /// The answer to a mutation.
  case reply(RequestID, MutationOutcome)
  /// The answers to the rows that a client pushed, in their order; or why the store could take none of them.
  case pushed(RequestID, Result<[PushAnswer], StoreError>)
  /// What came of ``Event/repairClock(_:)``.
  case clockRepaired(RequestID, ClockRepairOutcome)
  /// The answer to an operator.
  case administered(RequestID, AdministrationOutcome)
  /// The roster changed: these are the members now, by replica.
  case members([MemberEntry])
  /// Send a message to a peer.
  case send(LinkID, PeerMessage)
  /// Close a link, telling the peer why.
  case disconnect(LinkID, DisconnectReason)
  /// Read a page on a snapshot, beside the loop, and bring it back as ``Event/pageRead(_:_:_:)``.
  case read(LinkID, SubscriptionNumber, PageRequest)
  /// Examine the documents on a snapshot, beside the loop, and bring what was found back as ``Event/examined(_:_:)``.
  case examine(AuditPurpose, Examination)
  /// Documents changed: whoever follows changes may look again.
  case committed(Commit, types: [TypeNumber])
  /// Something that an operator should know.
  case report(Incident)
}
