import Argo
import Documents
import Replication

/// Messages drawn from a seed.
struct Samples {
  var random: SeededGenerator

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  mutating func number(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &random)
  }

  mutating func chance(_ percent: Int) -> Bool { number(1...100) <= percent }

  mutating func timestamp() -> Timestamp {
    Timestamp(
      milliseconds: 1_790_000_000_000 + Int64(number(0...1_000_000)),
      counter: UInt16(number(0...3)))
  }

  mutating func replica() -> ReplicaID { ReplicaID(bits: random.next()) }

  mutating func knowledge(_ replicas: [ReplicaID]) -> Knowledge {
    var versions: [Version] = []
    for replica in replicas where chance(70) {
      versions.append(Version(timestamp: timestamp(), replica: replica))
    }
    return Knowledge(versions)
  }

  mutating func bytes(_ range: ClosedRange<Int>) -> [UInt8] {
    (0..<number(range)).map { _ in UInt8.random(in: 0...255, using: &random) }
  }

  mutating func text(_ lengths: ClosedRange<Int>) -> String {
    let letters = Array("abcdefghij klmnopqrstuvwxyzäßé漢字🙂".unicodeScalars)
    var text = ""
    for _ in 0..<number(lengths) {
      text.unicodeScalars.append(letters[number(0...letters.count - 1)])
    }
    return text
  }

  mutating func value(depth: Int = 0) -> Value {
    switch number(0...(depth < 3 ? 8 : 6)) {
    case 0: .null
    case 1: .bool(chance(50))
    case 2: .int(Int64(truncatingIfNeeded: random.next()) >> Int64(number(0...60)))
    case 3: .double(finite())
    case 4, 5, 6: .string(text(0...90))
    default: .list((0..<number(0...4)).map { _ in value(depth: depth + 1) })
    }
  }

  private mutating func finite() -> Double {
    let any = Double(bitPattern: random.next())
    return any.isFinite ? any : 0.5
  }

  mutating func catalog() -> Catalog {
    let scalars = ["String", "Int", "[String]", "[[Float]]", "DateTime", "JSON"]
    return Catalog(
      types: (0..<number(1...4)).map { type in
        CatalogType(
          name: "Type_\(type)", merge: chance(50) ? .field : .document,
          fields: (0..<number(0...9)).map {
            CatalogField(name: "field\($0)", type: scalars[number(0...scalars.count - 1)])
          })
      })
  }

  mutating func hello() -> Hello {
    let replicas = (0..<number(0...5)).map { _ in replica() }
    return Hello(
      mesh: MeshID(bits: random.next()), replica: replica(), process: random.next(),
      name: text(0...20), version: "0.1.\(number(0...9))",
      clock: 1_790_000_000_000 + Int64(number(0...99)), catalog: catalog(),
      knowledge: knowledge(replicas), floor: knowledge(replicas),
      scope: chance(50) ? .everything : .init(types: (0..<number(0...3)).map { "Type_\($0)" }))
  }

  mutating func stamps(_ replicas: [ReplicaID], slots: Int) -> Stamps {
    func any(_ samples: inout Samples) -> Stamp {
      let version = Version(
        timestamp: samples.timestamp(), replica: replicas[samples.number(0...replicas.count - 1)])
      return Stamp(
        version: version, seen: samples.chance(40) ? samples.knowledge(replicas) : Knowledge(),
        merged: samples.chance(20) ? samples.knowledge(replicas) : Knowledge())
    }
    if chance(50) { return Stamps(uniform: any(&self), slotCount: slots) }
    let groups = (0..<number(1...4)).map { _ in any(&self) }
    var all: [Stamp?] = (0..<slots).map { _ in
      chance(15) ? nil : groups[number(0...groups.count - 1)]
    }
    all[slots - 1] = groups[0]
    return Stamps(slots: all)
  }

  /// A batch whose table has more replicas than its rows use, as a store's has.
  mutating func batch(_ catalog: Catalog, rows: Int) -> ChangeBatch {
    let table = (0..<number(1...300)).map { _ in replica() }
    let used = (0..<min(number(1...4), table.count)).map { _ in table[number(0...table.count - 1)] }
    var batch = ChangeBatch(replicas: table)
    for row in 0..<rows {
      let type = number(0...catalog.types.count - 1)
      let fields = catalog.types[type].fields.count
      let stamps = stamps(used, slots: number(2...fields + 2))
      let values = (0..<stamps.slotCount - 2).map { field -> Value? in
        stamps[Slot(index: field + 2)] == nil || chance(10) ? nil : value()
      }
      let created = stamps[.createdAt]?.version.timestamp
      batch.append(
        DocumentState(
          id: DocumentID("\(row)-" + text(0...20)),
          createdAt: chance(90) ? created ?? timestamp() : timestamp(), isDeleted: chance(20),
          values: values, stamps: stamps),
        type: TypeNumber(rawValue: UInt16(type)),
        sequence: SequenceNumber(rawValue: random.next() >> 8)
      )
    }
    return batch
  }

  mutating func page(_ catalog: Catalog, rows: Int) -> ChangePage {
    let replicas = (0..<number(0...5)).map { _ in replica() }
    return ChangePage(
      changes: batch(catalog, rows: rows), token: bytes(0...100), knowledge: knowledge(replicas),
      claim: chance(50) ? knowledge(replicas) : nil, floor: knowledge(replicas),
      hasMore: chance(50))
  }

  /// One of each kind, except hello.
  mutating func messages(_ catalog: Catalog) -> [PeerMessage] {
    let replicas = Set((0..<number(0...9)).map { _ in replica() }).sorted()
    let subscription = SubscriptionNumber(rawValue: UInt32(number(1...70_000)))
    return [
      .announce(
        Announcement(
          knowledge: knowledge(replicas), links: replicas, floor: knowledge(replicas))),
      .announce(Announcement(knowledge: knowledge(replicas), links: [], catalog: catalog)),
      .subscribe(
        subscription,
        ChangesRequest(
          token: bytes(0...200), pageRows: number(1...10_000), credit: number(0...5))),
      .credit(subscription, pages: number(1...1_000)),
      .page(subscription, page(catalog, rows: number(0...40))),
      .refuse(subscription, .badToken(text(0...30))),
      .refuse(subscription, .resyncRequired(text(0...30))),
      .refuse(subscription, .unavailable(text(0...30))),
      .complete(subscription),
    ]
  }
}

/// A page with its rows as whole states, so that batches with other tables of replicas can be compared.
struct PlainPage: Hashable {
  struct Row: Hashable {
    var type: TypeNumber
    var updatedAt: Int64
    var state: DocumentState
  }

  var rows: [Row]
  var token: [UInt8]
  var knowledge: [Knowledge?]
  var hasMore: Bool

  /// Nil where a row is malformed.
  init?(_ page: ChangePage) {
    rows = []
    for row in page.changes.rows {
      guard var state = page.changes.state(of: row) else { return nil }
      // Absent values at the end are not sent, and mean the same.
      while let last = state.values.last, last == nil { state.values.removeLast() }
      rows.append(Row(type: row.type, updatedAt: row.updatedAt, state: state))
    }
    token = page.token
    knowledge = [page.knowledge, page.claim, page.floor]
    hasMore = page.hasMore
  }
}
