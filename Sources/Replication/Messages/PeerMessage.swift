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
  /// Asks about what the peer holds; one question at a time.
  case ask(AuditNumber, AuditQuestion)
  /// The answer to the question with that number.
  case answer(AuditNumber, AuditAnswer)
}
