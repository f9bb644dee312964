import Documents
import Replication
import Testing

extension Lab {
  private func type(_ node: Int) throws -> TypeNumber {
    try #require(number(of: "Note", at: node))
  }

  /// Puts another note in place of one, or takes it away, as a fault of the rules would: the sums follow.
  func replace(_ node: Int, _ id: String, with state: DocumentState?) throws {
    let type = try type(node)
    let old = try #require(try nodes[node].store.document(DocumentID(id), type: type))
    try nodes[node].store.transaction { store throws(StoreError) in
      if let state {
        try store.put(state, type: type, sequence: old.sequence, replacing: old)
      } else {
        try store.remove(DocumentID(id), type: type)
      }
    }
  }

  /// Does the same behind the store's back: the sums stay as they were.
  func corrupt(_ node: Int, _ id: String, to state: DocumentState?) throws {
    let type = try type(node)
    let before = try nodes[node].store.snapshot().sums(of: type)
    try replace(node, id, with: state)
    let after = try nodes[node].store.snapshot().sums(of: type)
    try nodes[node].store.adjust(type, by: before.difference(from: after))
  }

  /// The notes of a node, counted.
  func recount(_ node: Int) throws -> Recount {
    try nodes[node].store.snapshot().recount(type(node))
  }
}
