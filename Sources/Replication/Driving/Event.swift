public import Documents

/// What happens to a replica.
public enum Event: Sendable, Hashable {
  /// A client asks for a write.
  case mutate(RequestID, Mutation)
  /// A client asks for several writes.
  case push(RequestID, [PushRow])
  /// A link to an authenticated node is up, in whichever direction it was dialled; with the peer's public key in hexadecimal
  /// digits (empty where links have no keys).
  case linkOpened(LinkID, key: String = "")
  /// A link is gone.
  case linkClosed(LinkID)
  /// A peer said something.
  case received(LinkID, PeerMessage)
  /// What an ``Action/read(_:_:)`` found.
  case pageRead(LinkID, SubscriptionNumber, Result<Page, SyncRefusal>)
  /// An operator wants something.
  case administer(RequestID, Administration)
  /// What an ``Action/examine(_:_:)`` found, or why the store can't be read.
  case examined(AuditPurpose, Result<Finding, StoreError>)
  /// An audit with every peer was asked for (``Replica/requestAudit(at:)``).
  case auditRequested
  /// A deadline (``Replica/nextDeadline``) has come.
  case wake
  /// The operator has set the clock right, and asks for what was written in the future to be stamped anew.
  case repairClock(RequestID)
}
