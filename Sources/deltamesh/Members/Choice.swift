import GraphQL

/// Finds the one that an operator means, by its name, its id, or the beginning of its id.
struct Choice {
  private let candidates: [JSON]
  private let idField: String
  private let what: String

  /// Among objects with a `node` (the name) and an id; `what` they are, for messages.
  init(_ candidates: [JSON], idField: String, what: String) {
    self.candidates = candidates
    self.idField = idField
    self.what = what
  }

  /// The one that is meant: by the whole id first, then by name, then by the beginning of the id.
  /// - Throws: ``Failure`` where none or several are; names them.
  func one(_ text: String) throws(Failure) -> JSON {
    let id = text.lowercased()
    let rules: [(JSON) -> Bool] = [
      { self.id(of: $0) == id }, { $0["node"]?.stringValue == text },
      { !id.isEmpty && self.id(of: $0).hasPrefix(id) },
    ]
    for rule in rules {
      let found = candidates.filter(rule)
      if found.count == 1 { return found[0] }
      if found.count > 1 {
        throw Failure(
          .badData, "\(found.count) of them fit \"\(text)\", so say which: \(list(found))")
      }
    }
    throw Failure(
      .badData,
      "there is no \(what) \"\(text)\""
        + (candidates.isEmpty ? ", and no other" : "; there is \(list(candidates))"))
  }

  private func id(of candidate: JSON) -> String { candidate[idField]?.stringValue ?? "" }

  private func list(_ candidates: [JSON]) -> String {
    candidates.prefix(20).map { "\($0["node"]?.stringValue ?? "?") (\(id(of: $0)))" }
      .joined(separator: ", ") + (candidates.count > 20 ? ", …" : "")
  }
}
