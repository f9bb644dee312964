internal import Documents
internal import Replication

/// The rules of what two replicas say to each other on one open link, and the codec's memory.
///
/// The peer first asks for this node's hello and news, then says hello, and then what it likes within these rules: its
/// subscriptions count up, it answers subscriptions that were made, and sends no more pages than it was allowed.
struct PeerDialogue: Sendable {
  /// What the peer must say next.
  private enum Opening: Sendable {
    /// `Hello`. Then: `announcementsRequest`.
    case helloRequest
    /// `Announcements`. Then: `hello`.
    case announcementsRequest
    /// Its hello. Then: `done`.
    case hello
    /// Anything. The last state.
    case done
  }

  private var opening = Opening.helloRequest
  private var decoder = PeerDecoder()
  /// The pages that the peer may still send.
  private var allowedPages = 0
  private var lastOwnSubscription = SubscriptionNumber(rawValue: 0)
  private var lastPeerSubscription = SubscriptionNumber(rawValue: 0)
  /// The question that the peer owes an answer to.
  private var openQuestion: (number: AuditNumber, question: AuditQuestion)?
  private var lastPeerQuestion = AuditNumber(rawValue: 0)

  /// Notes what this side says.
  mutating func sent(_ message: PeerMessage) {
    switch message {
    case .subscribe(let number, let request):
      lastOwnSubscription = max(lastOwnSubscription, number)
      allowedPages += request.credit
    case .credit(_, let pages): allowedPages += pages
    case .ask(let number, let question): openQuestion = (number, question)
    case .hello, .announce, .page, .refuse, .complete, .answer: break
    }
  }

  /// Takes what the peer says; nil for what does not concern the replica.
  mutating func hear(_ message: LinkMessage) throws(PeerCodecError) -> PeerMessage? {
    let input = try decoder.decode(message)
    switch (opening, input) {
    case (.helloRequest, .asks(.hello)):
      opening = .announcementsRequest
      return nil
    case (.announcementsRequest, .asks(.announcements)):
      opening = .hello
      return nil
    case (.hello, .message(.hello(let hello))):
      opening = .done
      return .hello(hello)
    case (.done, .message(let heard)):
      try check(heard)
      return heard
    case (.helloRequest, _), (.announcementsRequest, _), (.hello, _), (.done, .asks):
      throw .unexpected("a \(message.kind) with id \(message.id) is out of order")
    }
  }

  private mutating func check(_ message: PeerMessage) throws(PeerCodecError) {
    switch message {
    case .hello: throw .unexpected("a second hello")
    case .announce: break
    case .subscribe(let number, _):
      guard number > lastPeerSubscription else {
        throw .unexpected("subscription \(number.rawValue) is not a new one")
      }
      lastPeerSubscription = number
    case .credit(let number, _), .complete(let number):
      guard number <= lastPeerSubscription else {
        throw .unexpected("subscription \(number.rawValue) was never made")
      }
    case .page(let number, _):
      guard number <= lastOwnSubscription else {
        throw .unexpected("a page of a subscription that was never made")
      }
      guard allowedPages > 0 else { throw .unexpected("a page beyond what was allowed") }
      allowedPages -= 1
    case .ask(let number, _):
      guard number > lastPeerQuestion else {
        throw .unexpected("question \(number.rawValue) is not a new one")
      }
      lastPeerQuestion = number
    case .answer(let number, let answer):
      guard let open = openQuestion, open.number == number, answer.fits(open.question) else {
        throw .unexpected("an answer to a question that was not asked")
      }
      openQuestion = nil
    case .refuse(let number, _):
      guard number <= lastOwnSubscription else {
        throw .unexpected("an error of a subscription that was never made")
      }
    }
  }
}

extension AuditAnswer {
  /// Whether it is of the kind that a question asks for, and within its bounds.
  fileprivate func fits(_ question: AuditQuestion) -> Bool {
    switch (self, question) {
    case (.unavailable, _), (.sums, .sums): true
    case (.entries(_, let entries, _), .entries(_, _, _, let limit)): entries.count <= limit
    case (.documents(let page), .documents(_, let ids)): page.changes.count <= ids.count
    case (.sums, _), (.entries, _), (.documents, _): false
    }
  }
}
