import Argo
import Documents
import Replication

@testable import PeerWire

/// The trees that the peer schema promises, made the long way.
enum Trees {
  static func response(_ field: String, _ value: ArgoValue) -> ArgoValue {
    .object([.init("data", .object([.init(field, value)]))])
  }

  static func bits(_ bits: UInt64) -> ArgoValue {
    .bytes((0..<8).map { UInt8(truncatingIfNeeded: bits >> (56 - 8 * $0)) })
  }

  static func knowledge(_ knowledge: Knowledge) -> ArgoValue {
    .bytes(
      knowledge.entries.flatMap { entry -> [UInt8] in
        guard case .bytes(let replica) = bits(entry.replica.bits),
          case .bytes(let timestamp) = bits(entry.timestamp.bits)
        else { return [] }
        return replica + timestamp
      })
  }

  static func tree(of catalog: Catalog) -> ArgoValue {
    .list(
      catalog.types.map { type in
        .object([
          .init("name", .string(type.name)),
          .init("merge", .string(type.merge.rawValue)),
          .init(
            "fields",
            .list(
              type.fields.map {
                .object([.init("name", .string($0.name)), .init("type", .string($0.type))])
              })),
        ])
      })
  }

  static func tree(of hello: Hello) -> ArgoValue {
    .object([
      .init("mesh", bits(hello.mesh.bits)),
      .init("replica", bits(hello.replica.bits)),
      .init("process", bits(hello.process)),
      .init("name", .string(hello.name)),
      .init("version", .string(hello.version)),
      .init("clock", .int(hello.clock)),
      .init("catalog", tree(of: hello.catalog)),
      .init("knowledge", knowledge(hello.knowledge)),
      .init("floor", knowledge(hello.floor)),
      .init("startsOver", .boolean(hello.startsOver)),
      .init("replicates", replicates(hello.scope)),
    ])
  }

  private static func replicates(_ scope: ReplicationScope) -> ArgoValue {
    switch scope {
    case .everything: .null
    case .types(let types):
      .list(
        types.map { type in
          .object([
            .init("name", .string(type.name)),
            .init("filter", type.filter.map { .bytes($0.bytes) } ?? .null),
          ])
        })
    }
  }

  static func tree(of announcement: Announcement) -> ArgoValue {
    .object([
      .init("knowledge", knowledge(announcement.knowledge)),
      .init("links", .list(announcement.links.map { bits($0.bits) })),
      .init("catalog", announcement.catalog.map(tree) ?? .null),
      .init(
        "members",
        .list(
          announcement.members.map { news in
            .object([
              .init("replica", bits(news.replica.bits)),
              .init("knowledge", knowledge(news.knowledge)),
              .init("silence", .int(news.silence)),
            ])
          })),
      .init("startsOver", .boolean(announcement.startsOver)),
      .init("floor", announcement.floor.map(knowledge) ?? .null),
    ])
  }

  static func value(_ value: Value?) -> ArgoValue {
    switch value {
    case nil: .object([])
    case .null: .null
    case .bool(let value): .boolean(value)
    case .int(let value): .int(value)
    case .double(let value): .float(value)
    case .string(let value): .string(value)
    case .list(let values): .list(values.map { self.value($0) })
    }
  }

  static func tree(of page: ChangePage) throws(PeerCodecError) -> ArgoValue {
    var replicas: [ReplicaID] = []
    func number(_ replica: ReplicaID) -> Int {
      if let index = replicas.firstIndex(of: replica) { return index }
      replicas.append(replica)
      return replicas.count - 1
    }
    var items: [ArgoValue] = []
    for row in page.changes.rows {
      guard let state = page.changes.state(of: row) else {
        throw .invalid("items", "malformed rows")
      }
      var stamps: [UInt8] = []
      StampsCoding.append(state.stamps, to: &stamps, number: number)
      var values = state.values
      while let last = values.last, last == nil { values.removeLast() }
      let isImplied = state.stamps[.createdAt]?.version.timestamp == state.createdAt
      items.append(
        .object([
          .init("type", .int(Int64(row.type.rawValue))),
          .init("id", .string(state.id.text)),
          .init("createdAt", isImplied ? .null : bits(state.createdAt.bits)),
          .init("deleted", .boolean(state.isDeleted)),
          .init("stamps", .bytes(stamps)),
          .init("values", .list(values.map { value($0) })),
        ]))
    }
    return .object([
      .init("replicas", .list(replicas.map { bits($0.bits) })),
      .init("items", .list(items)),
      .init("lastSync", .bytes(page.token)),
      .init("knowledge", knowledge(page.knowledge)),
      .init("claim", page.claim.map(knowledge) ?? .null),
      .init("floor", knowledge(page.floor)),
      .init("hasMore", .boolean(page.hasMore)),
    ])
  }
}
