import Documents
import Replication

extension Simulation {
  /// A message in a few words.
  func describe(_ message: PeerMessage) -> String {
    switch message {
    case .hello(let hello): "hello, I know \(hello.knowledge)"
    case .announce(let announcement):
      "now I know \(announcement.knowledge), linked with \(announcement.links)"
    case .subscribe(let number, let request):
      "subscribe \(number.rawValue) \(describe(try? SyncToken(bytes: request.token)))"
    case .credit(let number, let pages): "credit of \(pages) for \(number.rawValue)"
    case .page(let number, let page):
      "page\(number.rawValue == 1 ? "" : " for \(number.rawValue)")\(describe(page.changes))"
        + (page.claim.map { ", claims \($0)" } ?? "") + ", token "
        + describe(try? SyncToken(bytes: page.token))
    case .refuse(let number, let refusal): "refuse \(number.rawValue): \(refusal)"
    case .complete(let number): "complete \(number.rawValue)"
    case .ask(let number, let question): "question \(number.rawValue): \(describe(question))"
    case .answer(let number, let answer): "answer \(number.rawValue): \(describe(answer))"
    }
  }

  /// What is in a page: the document that the story is about with its versions, else some of the ids.
  private func describe(_ changes: ChangeBatch) -> String {
    guard !changes.isEmpty else { return " without changes" }
    let text = " of \(changes.count) \(changes.count == 1 ? "row" : "rows")"
    let ids = changes.rows.map { changes.id(of: $0).text }
    guard let document = story?.failure.document else {
      return text + " (\(ids.prefix(5).joined(separator: " "))\(ids.count > 5 ? " …" : ""))"
    }
    guard let index = ids.firstIndex(of: document) else { return text + " without \(document)" }
    let versions = changes.stamps(of: changes.rows[index])?.versionVector ?? Knowledge()
    return text + ", \(document) at \(versions)"
  }

  private func describe(_ token: SyncToken?) -> String {
    guard let token else { return "unreadable" }
    switch token.phase {
    case .start: return "\(token.kind) since \(token.knowledge)"
    case .reading(_, let start, _, let position):
      return "\(token.kind) begun at \(start.sequence), behind \(describe(position))"
    case .finished(_, let mark): return "\(token.kind) done up to \(mark.sequence)"
    }
  }

  private func describe(_ position: RoundPosition) -> String {
    switch position {
    case .documents(let type, let after):
      "\(after?.text ?? "nothing") of type \(type.rawValue) by id"
    case .origins(let type, let after):
      "\(after.map { "\($0.timestamp)@\($0.origin)" } ?? "nothing") of type \(type.rawValue) by origin"
    case .sequence(let first, let last, let type, let after):
      "\(after.rawValue) of type \(type.rawValue) in the sequence \(first)...\(last)"
    }
  }

  private func describe(_ question: AuditQuestion) -> String {
    switch question {
    case .sums(let type): "the sums of \(type)"
    case .entries(let type, let buckets, _, _): "what of \(type) is in buckets \(buckets)"
    case .documents(let type, let ids): "\(ids.count) of \(type), from \(ids.first?.text ?? "none")"
    }
  }

  private func describe(_ answer: AuditAnswer) -> String {
    switch answer {
    case .sums(let standing, _): "sums at \(standing.knowledge)\(standing.isAhead ? ", ahead" : "")"
    case .entries(_, let entries, _): "\(entries.count) entries"
    case .documents(let page): "\(page.changes.count) documents"
    case .unavailable(let why): "unavailable: \(why)"
    }
  }

  /// An answer in a few words.
  func describe(_ outcome: MutationOutcome) -> String {
    switch outcome {
    case .applied: "applied"
    case .merged(_, _, let decision): "merged (\(decision.rawValue))"
    case .conflict: "conflict"
    case .alreadyExists: "exists"
    case .notFound: "not found"
    case .invalid(let why): "invalid: \(why)"
    case .unavailable(let why): "unavailable: \(why)"
    }
  }

  /// A document with the versions of what is in it: `title w12, body w13 at 1.200s@node 1; stars 5 at …`.
  func describe(_ state: DocumentState, _ type: BoundType) -> String {
    var parts: [Version: [String]] = [:]
    func add(_ slot: Slot, _ text: String) {
      guard let version = state.stamps[slot]?.version else { return }
      parts[version, default: []].append(text)
    }
    add(.deleted, state.isDeleted ? "deleted" : "live")
    for (field, number) in zip(type.model.fields, type.fields) {
      add(.field(number), "\(field.name) \(state[number].map(describe) ?? "absent")")
    }
    return parts.sorted { $0.key > $1.key }.map { version, texts in
      "\(texts.joined(separator: ", ")) at \(version)"
    }.joined(separator: "; ")
  }

  /// A value in a few characters.
  func describe(_ value: Value) -> String {
    switch value {
    case .null: "null"
    case .bool(let flag): "\(flag)"
    case .int(let number): "\(number)"
    case .double(let number): "\(number)"
    case .string(let text): text.count > 20 ? "\(text.prefix(19))…" : text
    case .list(let values):
      "[\(values.prefix(3).map(describe).joined(separator: " "))\(values.count > 3 ? " …" : "")]"
    }
  }

  /// The documents that a message is about: those in a page, none in particular if it claims anything or asks for something;
  /// what merely grants or announces is about nothing.
  func documents(in message: PeerMessage) -> [String]? {
    switch message {
    case .hello(let hello): return hello.knowledge.isEmpty ? [] : nil
    case .subscribe, .refuse, .complete: return nil
    case .announce, .credit, .ask, .answer: return []
    case .page(_, let page):
      return page.claim?.isEmpty ?? true ? documents(in: page) : nil
    }
  }

  private func documents(in page: ChangePage) -> [String] {
    page.changes.rows.map { page.changes.id(of: $0).text }
  }
}
