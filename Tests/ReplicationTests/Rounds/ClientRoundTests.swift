import Documents
import Replication
import Testing

/// What a client sees of section 4: deltas that miss nothing.
@Suite struct ClientRoundTests {
  @Test func `a round from the beginning brings everything, the next one nothing`() throws {
    let lab = try Lab(1)
    for number in 0..<20 { lab.create(0, "n\(number)", "t\(number)") }
    lab.delete(0, "n3")
    var client = LabClient()
    #expect(try client.round(lab, 0, rows: 7).count == 20)
    #expect(client.copy.count == 20)
    #expect(client.copy["n3"] == "deleted")
    #expect(try client.round(lab, 0, rows: 7) == [])
  }

  @Test func `writes with equal timestamps are not missed, whatever the page size`() throws {
    for rows in 1...5 {
      let lab = try Lab(2)
      // Both nodes write in the same millisecond; the clocks count within it.
      lab.run(0, (0..<6).map { lab.creation(UInt64($0), "a\($0)") })
      lab.run(1, (0..<6).map { lab.creation(UInt64($0), "b\($0)") })
      lab.connect(0, 1)
      lab.settle()
      var client = LabClient()
      #expect(try !client.page(lab, 0, rows: rows))
      lab.run(0, [lab.creation(90, "c")])
      try client.round(lab, 0, rows: rows)
      #expect(client.copy.count == 13)
    }
  }

  @Test func `a write that arrives late with an old timestamp is not missed`() throws {
    let lab = try Lab(2)
    lab.create(1, "old")
    lab.now += 10_000
    lab.create(0, "new")
    var client = LabClient()
    try client.round(lab, 0)
    lab.connect(0, 1)
    lab.settle()
    #expect(try client.round(lab, 0) == ["old"])
  }

  @Test func `what changes while a client pages comes in the same round`() throws {
    let lab = try Lab(1)
    for number in 0..<10 { lab.create(0, "n\(number)") }
    var client = LabClient()
    #expect(try !client.page(lab, 0, rows: 4))
    lab.update(0, "n1", [(0, .string("changed"))])
    lab.create(0, "a")
    try client.round(lab, 0, rows: 4)
    #expect(client.copy["n1"] == "changed")
    #expect(client.copy.count == 11)
  }

  @Test func `a document that another origin supersedes while a client pages is not missed`() throws
  {
    let lab = try Lab(2)
    for number in 0..<6 { lab.create(0, "n\(number)") }
    lab.connect(0, 1)
    lab.settle()
    var client = LabClient()
    try client.round(lab, 1)
    for number in 0..<6 { lab.update(0, "n\(number)", [(0, .string("x"))]) }
    lab.settle()
    // Moved to node 0, so the round goes through the origin index; n5 leaves the range of its origin in between.
    #expect(try !client.page(lab, 0, rows: 2))
    lab.update(1, "n5", [(0, .string("y"))])
    lab.settle()
    try client.round(lab, 0, rows: 2)
    #expect(client.copy == ["n0": "x", "n1": "x", "n2": "x", "n3": "x", "n4": "x", "n5": "y"])
  }

  @Test func `a client that moves on with its token gets exactly what changed, once`() throws {
    let lab = try Lab(3)
    lab.connect(0, 1)
    lab.connect(1, 2)
    lab.connect(0, 2)
    for number in 0..<21 { lab.create(0, "n\(number)") }
    lab.settle()
    var client = LabClient()
    try client.round(lab, 0, rows: 7)
    lab.update(0, "n1", [(0, .string("x"))])
    lab.create(1, "new")
    lab.delete(2, "n2")
    lab.settle()
    #expect(try client.round(lab, 1, rows: 7).sorted() == ["n1", "n2", "new"])
    #expect(try client.round(lab, 2, rows: 7) == [])
  }

  @Test func `a client that visits a lagging node gets back what that overwrote`() throws {
    let lab = try Lab(2)
    lab.create(0, "n", "first")
    lab.connect(0, 1)
    lab.settle()
    lab.cut(0, 1)
    lab.update(0, "n", [(0, .string("second"))])
    var client = LabClient()
    try client.round(lab, 0)
    #expect(client.copy == ["n": "second"])
    // The lagging node has a change of its own in the same document, and sends it as it stands there.
    lab.update(1, "n", [(1, .string("body"))])
    #expect(try client.round(lab, 1) == ["n"])
    #expect(client.copy == ["n": "first"])
    #expect(try client.round(lab, 0) == ["n"])
    #expect(client.copy == ["n": "second"])
  }

  @Test func `a client that moves in the middle of a round misses nothing`() throws {
    let lab = try Lab(2)
    for number in 0..<10 { lab.create(0, "n\(number)", "a") }
    lab.connect(0, 1)
    lab.settle()
    lab.cut(0, 1)
    for number in 0..<5 { lab.update(0, "n\(number)", [(0, .string("b"))]) }
    for number in 5..<10 { lab.update(1, "n\(number)", [(0, .string("c"))]) }
    var client = LabClient()
    for step in 0..<12 { _ = try client.page(lab, step / 2 % 2, rows: 3) }
    lab.connect(0, 1)
    lab.settle()
    try client.round(lab, 1, rows: 3)
    try client.round(lab, 0, rows: 3)
    #expect(
      client.copy.values.sorted() == Array(repeating: "b", count: 5)
        + Array(repeating: "c", count: 5))
  }

  @Test func `a full copy is explicit and skips nothing, also where everything is known`() throws {
    let lab = try Lab(2)
    for number in 0..<5 { lab.create(0, "n\(number)") }
    lab.connect(0, 1)
    lab.settle()
    var client = LabClient()
    try client.round(lab, 0)
    client.lastSync = "0"
    #expect(try client.round(lab, 1, rows: 2) == ["n0", "n1", "n2", "n3", "n4"])
    client.lastSync = ""
    #expect(try client.round(lab, 1, rows: 2).count == 5)
  }

  @Test func `an interrupted full copy goes on at another node and lacks nothing`() throws {
    let lab = try Lab(2)
    for number in 0..<9 { lab.create(0, "n\(number)") }
    lab.connect(0, 1)
    lab.settle()
    var client = LabClient()
    #expect(try !client.page(lab, 0, rows: 4))
    let bytes = try #require(
      Base64URL.decode(String(client.lastSync.split(separator: ".")[1])))
    let token = try SyncToken(bytes: bytes)
    #expect(token.kind == .fullCopy)
    lab.create(1, "z")
    lab.settle()
    try client.round(lab, 1, rows: 4)
    #expect(client.copy.count == 10)
  }

  @Test func `a hint whose nonce does not match is not followed`() throws {
    let lab = try Lab(2)
    lab.create(1, "a")
    lab.connect(0, 1)
    lab.settle()
    let backup = lab.nodes[0].store
    lab.create(1, "b")
    lab.create(1, "c")
    lab.settle()
    var client = LabClient()
    try client.round(lab, 0)
    // Node 0 loses its tail and counts anew: other changes stand at the same numbers.
    try lab.restart(0, on: backup)
    lab.create(0, "d")
    lab.create(0, "e")
    lab.create(0, "f")
    #expect(try client.round(lab, 0).sorted() == ["d", "e", "f"])
    lab.connect(0, 1)
    lab.settle()
    try client.round(lab, 0)
    #expect(client.copy.keys.sorted() == ["a", "b", "c", "d", "e", "f"])
  }

  @Test func `a cursor behind a commit that was lost is not followed`() throws {
    // Found by the simulator: the nonce of the round's beginning alone says nothing of the numbers that were read since.
    let lab = try Lab(2)
    lab.create(1, "a")
    lab.connect(0, 1)
    lab.settle()
    var client = LabClient()
    try client.round(lab, 0)
    lab.create(1, "b")
    lab.settle()
    let backup = lab.nodes[0].store
    lab.create(1, "c")
    lab.settle()
    for _ in 0..<2 { #expect(try !client.page(lab, 0, rows: 1)) }
    try lab.restart(0, on: backup)
    lab.create(0, "d")
    try client.round(lab, 0, rows: 1)
    #expect(client.copy["d"] != nil)
  }

  @Test func `a replay by time begins anew where commits were lost while it was read`() throws {
    let lab = try Lab(2)
    lab.create(1, "a")
    lab.connect(0, 1)
    lab.settle()
    var client = LabClient()
    try client.round(lab, 0)
    client.lastSync = String(client.lastSync.prefix { $0 != "." })
    for id in ["b", "c"] { lab.create(1, id) }
    lab.settle()
    let backup = lab.nodes[0].store
    lab.create(1, "d")
    lab.settle()
    for _ in 0..<3 { #expect(try !client.page(lab, 0, rows: 1)) }
    try lab.restart(0, on: backup)
    for id in ["e", "f"] { lab.create(0, id) }
    try client.round(lab, 0, rows: 1)
    #expect(client.copy.keys.filter { $0 != "d" }.sorted() == ["a", "b", "c", "e", "f"])
  }

  @Test func `a cursor among the origins does not pass what a lost commit had moved`() throws {
    let lab = try Lab(3)
    let origins = [1, 2].sorted { lab.nodes[$0].replica.id < lab.nodes[$1].replica.id }
    lab.connect(0, 1)
    lab.connect(0, 2)
    lab.create(0, "z", type: "Label")
    lab.settle()
    var client = LabClient("Label")
    try client.round(lab, 0)
    for id in ["w", "x", "y"] { lab.create(origins[0], id, "old", type: "Label") }
    lab.settle()
    // At a node that gave the client nothing yet, the round goes by origins.
    lab.connect(1, 2)
    lab.settle()
    let server = try lab.addNode()
    lab.connect(server, origins[0])
    lab.settle()
    let backup = lab.nodes[server].store
    #expect(try !client.page(lab, server, rows: 1))
    lab.update(origins[1], "x", type: "Label", [(0, .string("new"))])
    lab.settle()
    #expect(try !client.page(lab, server, rows: 1))
    #expect(client.copy.keys.sorted() == ["w", "y", "z"])
    // The server loses the change that had moved "x" to another origin.
    try lab.restart(server, on: backup)
    try client.round(lab, server, rows: 1)
    #expect(client.copy["x"] == "old")
  }

  @Test func `plain milliseconds bring what this node applied since then`() throws {
    let lab = try Lab(2)
    lab.create(1, "old")
    lab.now += 5_000
    lab.create(0, "a")
    lab.now += 5_000
    var client = LabClient()
    try client.round(lab, 0)
    client.lastSync = String(client.lastSync.split(separator: ".")[0])
    lab.create(0, "b")
    lab.connect(0, 1)
    lab.settle()
    // "old" was written before that time and applied after it.
    #expect(Set(try client.round(lab, 0)).isSuperset(of: ["b", "old"]))
    #expect(client.copy.keys.sorted() == ["a", "b", "old"])
    client.lastSync = "1"
    #expect(try client.round(lab, 0, rows: 1).count == 3)
  }

  @Test func `a clock that steps back does not make plain milliseconds miss anything`() throws {
    let lab = try Lab(1)
    lab.create(0, "a")
    var client = LabClient()
    try client.round(lab, 0)
    client.lastSync = String(client.lastSync.split(separator: ".")[0])
    lab.nodes[0].skew = -30_000
    lab.create(0, "b")
    #expect(try client.round(lab, 0).contains("b"))
  }

  @Test func `replicas in a token that a node has never heard of are fine`() throws {
    let lab = try Lab(2)
    lab.create(0, "a")
    lab.create(1, "b")
    var client = LabClient()
    try client.round(lab, 0)
    #expect(try client.round(lab, 1) == ["b"])
    lab.connect(0, 1)
    lab.settle()
    try client.round(lab, 1)
    #expect(client.copy.keys.sorted() == ["a", "b"])
  }

  @Test func `a token of another mesh, type or filter is refused`() throws {
    let lab = try Lab(1)
    lab.create(0, "a")
    var client = LabClient()
    try client.round(lab, 0)
    let token = client.lastSync
    var other = LabClient("Label")
    other.lastSync = token
    #expect(throws: SyncRefusal.resyncRequired("the token is of another type or filter")) {
      try other.page(lab, 0)
    }
    var filtered = LabClient()
    filtered.filter = .compare(.field(0), .eq, .string("x"))
    filtered.lastSync = token
    #expect(throws: SyncRefusal.resyncRequired("the token is of another type or filter")) {
      try filtered.page(lab, 0)
    }
    var strange = LabClient()
    strange.lastSync = token
    #expect(throws: SyncRefusal.resyncRequired("the token is of another mesh")) {
      try strange.page(lab, 0, mesh: MeshID(bits: 1))
    }
  }

  @Test(arguments: [
    "x", "-1", "1.", "1.%%%", "1.AAAA", "1e3", " 1", "1 ", ".AQ", "99999999999999999999",
    "281474976710656", "١",
  ])
  func `garbage is refused as such`(text: String) {
    do {
      _ = try LastSync.parse(text, mesh: Lab.mesh, scope: 0)
      Issue.record("\(text) was accepted")
    } catch .badToken {
    } catch {
      Issue.record("\(text) was refused with \(error)")
    }
  }

  @Test func `a token in the middle of a round from version 0_1_0 begins the round anew`() throws {
    let lab = try Lab(1)
    for id in ["a", "b", "c"] { lab.create(0, id) }
    var client = LabClient()
    #expect(try !client.page(lab, 0, rows: 1))
    let parts = client.lastSync.split(separator: ".")
    var bytes = try #require(Base64URL.decode(String(parts[1])))
    // Version, mesh, scope, kind, and one entry of knowledge stand before the phase.
    let phase = 1 + 8 + 8 + 1 + 1 + 16
    #expect(bytes[phase] == 3)
    bytes[phase] = 1
    // The replica, and a small number with a nonce, twice: the second was not there.
    let seen = phase + 1 + 8 + 9
    bytes.removeSubrange(seen..<seen + 9)
    client.lastSync = "\(parts[0]).\(Base64URL.encode(bytes))"
    try client.round(lab, 0, rows: 1)
    #expect(client.received == ["a", "a", "b", "c"])
  }

  @Test func `a token with any byte changed or cut is refused or harmless`() throws {
    let lab = try Lab(2)
    lab.create(0, "a")
    lab.connect(0, 1)
    lab.create(1, "b")
    lab.settle()
    var client = LabClient()
    #expect(try !client.page(lab, 0, rows: 1))
    let parts = client.lastSync.split(separator: ".")
    let bytes = try #require(Base64URL.decode(String(parts[1])))
    for index in bytes.indices {
      var changed = bytes
      changed[index] ^= 0x81
      for candidate in [changed, Array(bytes[..<index])] {
        var other = LabClient()
        other.lastSync = "1.\(Base64URL.encode(candidate))"
        do { _ = try other.page(lab, 0) } catch is SyncRefusal {}
      }
    }
  }
}

extension Lab {
  /// A create as an event, for batches.
  func creation(_ request: UInt64, _ id: String, type: String = "Note") -> Event {
    .mutate(
      RequestID(rawValue: 1_000_000 + request),
      Mutation(
        kind: .create, type: type, id: DocumentID(id), fields: [], base: nil, strategy: .merge))
  }
}
