import Documents
import Replication
import Testing

/// A client that reads deltas of one type from nodes of a lab.
struct LabClient {
  let type: String
  var lastSync = "0"
  /// What it has: for each id whether it is deleted, and the title.
  var copy: [String: String] = [:]
  /// The ids of all rows that it was ever sent, in order.
  var received: [String] = []
  var filter: Filter?

  init(_ type: String = "Note") { self.type = type }

  /// Reads a page. Returns whether it was the last of the round.
  mutating func page(
    _ lab: Lab, _ node: Int, rows: Int = 1_000, mesh: MeshID = Lab.mesh
  ) throws -> Bool {
    let bound = try #require(lab.nodes[node].replica.model.type(named: type))
    let scope = SyncScope(
      type: bound.number, fingerprint: Filter.fingerprint(filter, type: bound.model),
      filter: filter, marksLeft: false, fields: Array(bound.fields.indices))
    let request = PageRequest(
      since: try LastSync.parse(lastSync, mesh: mesh, scope: scope.fingerprint), audience: .client,
      scope: scope, mesh: mesh, rows: rows, bytes: 1 << 20)
    let page = try RoundReader.page(request, from: lab.nodes[node].store.snapshot()).get()
    if lastSync == "0" { copy = [:] }
    for row in page.rows.rows {
      let id = page.rows.id(of: row).text
      received.append(id)
      var title = ""
      if case .string(let text)?? = page.rows.values(of: row)?.first { title = text }
      copy[id] = row.isDeleted ? "deleted" : title
    }
    lastSync = LastSync.text(of: page)
    return page.endsRound
  }

  /// Reads to the end of the round; returns the ids that it was sent.
  @discardableResult
  mutating func round(_ lab: Lab, _ node: Int, rows: Int = 1_000) throws -> [String] {
    let start = received.count
    for _ in 0..<1_000 where try page(lab, node, rows: rows) { return Array(received[start...]) }
    Issue.record("the round does not end")
    return []
  }
}
