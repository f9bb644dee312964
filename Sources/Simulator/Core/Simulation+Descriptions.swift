import Documents
import Replication

extension Simulation {
  /// A message in a few words.
  func describe(_ message: PeerMessage) -> String {
    switch message {
    case .hello(let hello): "hello, I know \(hello.knowledge)"
    case .announce(let announcement): "now I know \(announcement.knowledge)"
    case .subscribe(let number, let request):
      "subscribe \(number.rawValue) \(describe(try? SyncToken(bytes: request.token)))"
    case .credit(let number, let pages): "credit of \(pages) for \(number.rawValue)"
    case .page(let number, let page):
      "page for \(number.rawValue) of \(page.changes.count) rows\(story == nil ? "" : " (\(documents(in: page).joined(separator: " ")))")"
        + (page.claim.map { ", claims \($0)" } ?? "") + ", token "
        + describe(try? SyncToken(bytes: page.token))
    case .refuse(let number, let refusal): "refuse \(number.rawValue): \(refusal)"
    case .complete(let number): "complete \(number.rawValue)"
    }
  }

  private func describe(_ token: SyncToken?) -> String {
    guard let token else { return "unreadable" }
    switch token.phase {
    case .start: return "\(token.kind) since \(token.knowledge)"
    case .reading(_, let start, let position):
      return "\(token.kind) begun at \(start.sequence), at \(position)"
    case .finished(_, let mark): return "\(token.kind) done up to \(mark.sequence)"
    }
  }

  /// An answer in a few words.
  func describe(_ outcome: MutationOutcome) -> String {
    switch outcome {
    case .applied(let view): "applied, \(view.version?.description ?? "")"
    case .merged(let view, _, let decision):
      "merged (\(decision.rawValue)), \(view.version?.description ?? "")"
    case .conflict: "conflict"
    case .alreadyExists: "exists"
    case .notFound: "not found"
    case .invalid(let why): "invalid: \(why)"
    case .unavailable(let why): "unavailable: \(why)"
    }
  }

  /// The documents that a message is about: those in a page, none in particular if it claims anything or asks for something;
  /// what merely grants or announces is about nothing.
  func documents(in message: PeerMessage) -> [String]? {
    switch message {
    case .hello, .subscribe, .refuse, .complete: return nil
    case .announce, .credit: return []
    case .page(_, let page):
      return page.claim == nil ? documents(in: page) : nil
    }
  }

  private func documents(in page: ChangePage) -> [String] {
    page.changes.rows.map { page.changes.id(of: $0).text }
  }
}
