import Documents
import GRDB
import Replication
import StoreConformance
import Testing

@testable import Storage

/// Filters on every scalar and across relations, and related documents, in SQL and in memory.
@Suite struct RelationQueryTests {
  let folder: TemporaryFolder
  let store: SQLiteStore
  let model: RelationModel

  init() throws {
    folder = try TemporaryFolder()
    var store = try SQLiteStore(
      folder: folder.path, model: RelationModel.model, durability: .normal)
    model = try RelationModel(seed: 11, store: &store)
    self.store = store
  }

  @Test func `every operator on every scalar, and on lists of it, equals the evaluator`() throws {
    var random = SeededGenerator(seed: 5)
    let snapshot = try store.snapshot()
    var tried = 0
    for field in 0..<RelationModel.scalars.count * 2 {
      let type = model.items.model.fields[field].type
      var found: [String: Int] = [:]
      for op in FilterOperator.allCases {
        for _ in 0..<8 {
          // Lists are compared with lists, and their elements with `contains`.
          let element = FieldType(type.scalar, isList: type.isList && !random.once(in: 2))
          let constant = random.once(in: 10) ? Value.null : random.fieldValue(element)
          let filter = Filter.compare(.field(field), op, constant)
          for filter in [filter, .not(filter)] {
            found[op.rawValue, default: 0] += try check(filter, snapshot)
            tried += 1
          }
        }
      }
      for _ in 0..<8 {
        let constants =
          (0..<3).map { _ in random.fieldValue(type) } + (random.once(in: 2) ? [.null] : [])
        found["in", default: 0] += try check(.isIn(.field(field), constants), snapshot)
        found["between", default: 0] += try check(
          .not(.between(.field(field), constants[0], constants[1])), snapshot)
        tried += 2
      }
      // Each of them has found something: on its own, or as the contrary.
      #expect(found.values.allSatisfy { $0 > 0 }, "\(type): \(found)")
      #expect(found.count == FilterOperator.allCases.count + 2)
    }
    #expect(tried > 3_500)
  }

  @Test(arguments: 1...6 as ClosedRange<UInt64>)
  func `filters across relations equal the evaluator`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let snapshot = try store.snapshot()
    var matched = 0
    for _ in 0..<300 {
      matched += try check(random.related(depth: 3, in: "Item", model), snapshot)
      _ = try check(random.related(depth: 2, in: "Owner", model), snapshot, of: "Owner")
    }
    #expect(matched > 5_000)
  }

  @Test(arguments: 1...6 as ClosedRange<UInt64>)
  func `related documents equal one query each, in one statement`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let snapshot = try store.snapshot()
    for _ in 0..<40 {
      let isByID = random.once(in: 3)
      let field: FilterField =
        isByID ? .id : .field(random.pick([RelationModel.owner, RelationModel.parent]))
      let keys = (0..<40).map(RelationModel.id).filter { _ in !random.once(in: 3) }
        .shuffled(using: &random)
      let filter = random.once(in: 2) ? random.related(depth: 1, in: "Item", model) : nil
      let order: [DocumentQuery.Ordering] =
        random.once(in: 2)
        ? [.init(.field(1), isDescending: Bool.random(using: &random)), .init(.updatedAt)] : []
      let (offset, limit) = (
        isByID ? 0 : random.pick([0, 1, 3]), isByID ? 1 : random.pick([1, 2, 50])
      )
      let query = DocumentQuery(
        type: "Item", filter: filter, order: order, offset: offset, limit: limit,
        fields: [3, 0, 15], wantsVersion: true)
      let before = snapshot.statementCount
      let found = try snapshot.related(RelatedQuery(query, by: field, keys: keys, total: 10_000))
      #expect(snapshot.statementCount == before + 1)
      try #require(found.ranges.count == keys.count)
      for (key, range) in zip(keys, found.ranges) {
        var single = query
        single.filter = .all([.compare(field, .eq, .string(key))] + (filter.map { [$0] } ?? []))
        let expected = try snapshot.find(single).rows
        let rows = found.rows.rows[range]
        #expect(rows.map { found.rows.id(of: $0) } == expected.rows.map { expected.id(of: $0) })
        #expect(
          rows.map { found.rows.values(of: $0) } == expected.rows.map { expected.values(of: $0) })
        #expect(
          rows.map { found.rows.stamps(of: $0) } == expected.rows.map { expected.stamps(of: $0) })
      }
      let all = found.rows.count
      let some = try snapshot.related(
        RelatedQuery(query, by: field, keys: keys, total: all / 2))
      #expect(some.rows.count == all / 2)
      #expect(some.ranges.count == keys.count)
    }
  }

  @Test func `related documents are looked up in the index of their key`() throws {
    let query = RelatedQuery(
      DocumentQuery(type: "Item", limit: 10, fields: [0]), by: .field(RelationModel.owner),
      keys: ["a"], total: 10)
    let sql = try store.snapshot().statement(for: query).sql
    let plan = try DatabaseQueue(path: store.path).read { db in
      try Row.fetchAll(
        db, sql: "EXPLAIN QUERY PLAN \(sql)", arguments: [nil, nil, nil, nil]
      ).map { $0["detail"] as String }
    }
    #expect(plan.contains { $0.contains("USING INDEX Item.key (key=?)") }, "\(plan)")
    #expect(plan.contains { $0.contains("Item USING INTEGER PRIMARY KEY") }, "\(plan)")
  }

  /// Whether SQL finds what the evaluator says; returns how much that is.
  private func check(
    _ filter: Filter, _ snapshot: SQLiteSnapshot, of type: String = "Item"
  ) throws -> Int {
    let expected = model.matching(filter, of: type).map(\.id)
    let found = try snapshot.find(
      DocumentQuery(type: type, filter: filter, limit: 1_000, fields: [], wantsCount: true))
    #expect(found.rows.rows.map { found.rows.id(of: $0) } == expected, "\(filter)")
    #expect(found.count == expected.count, "\(filter)")
    return expected.count
  }
}

extension SeededGenerator {
  /// A random filter that may look at related documents.
  fileprivate mutating func related(depth: Int, in type: String, _ model: RelationModel) -> Filter {
    if depth > 0, !once(in: 4) {
      switch Int.random(in: 0..<6, using: &self) {
      case 0: return .all((0..<2).map { _ in related(depth: depth - 1, in: type, model) })
      case 1: return .any((0..<2).map { _ in related(depth: depth - 1, in: type, model) })
      case 2: return .not(related(depth: depth - 1, in: type, model))
      default:
        let relation =
          type == "Owner"
          ? FilterRelation(target: "Item", key: .target(RelationModel.owner))
          : pick([
            FilterRelation(target: "Owner", key: .own(RelationModel.owner)),
            FilterRelation(target: "Item", key: .own(RelationModel.parent)),
            FilterRelation(target: "Item", key: .target(RelationModel.parent)),
          ])
        return .related(
          relation,
          once(in: 5) ? .all([]) : related(depth: depth - 1, in: relation.target, model))
      }
    }
    let fields = (type == "Item" ? model.items : model.owners).model.fields
    let field = Int.random(in: 0..<fields.count, using: &self)
    let constant = once(in: 5) ? Value.null : fieldValue(fields[field].type)
    return .compare(.field(field), pick([.eq, .ne, .le, .gt, .contains]), constant)
  }
}
