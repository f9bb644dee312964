import Documents
import Replication
import Storage
import StoreConformance
import Testing

/// Queries in SQL give what the evaluator in memory says.
@Suite struct QueryTests {
  let folder: TemporaryFolder
  let store: SQLiteStore
  let documents: [DocumentState]
  let bound: BoundType

  init() throws {
    folder = try TemporaryFolder()
    var store = try SQLiteStore(folder: folder.path, model: SampleModel.model, durability: .normal)
    var catalog = SampleModel.catalog()
    bound = try #require(BoundModel(SampleModel.model, catalog: &catalog)?.types[0])
    var random = SeededGenerator(seed: 42)
    var states: [DocumentID: DocumentState] = [:]
    for index in 0..<150 {
      let id = index < 60 ? random.documentID() : DocumentID("d\(index)")
      if states[id] == nil {
        states[id] = random.state(id, type: catalog[bound.number], isStrange: false)
      }
    }
    documents = states.values.sorted { $0.id < $1.id }
    let documents = documents
    let type = bound.number
    try store.transaction { store throws(StoreError) in
      try store.save(SampleModel.record())
      for (index, state) in documents.enumerated() {
        try store.put(
          state, type: type, sequence: SequenceNumber(rawValue: UInt64(index + 1)), replacing: nil)
      }
    }
    self.store = store
  }

  @Test(arguments: 1...12 as ClosedRange<UInt64>)
  func `filters in SQL equal the evaluator`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let snapshot = try store.snapshot()
    for _ in 0..<400 {
      let filter = random.filter(depth: 3)
      let evaluator = FilterEvaluator(filter, type: bound)
      let expected = documents.filter { !$0.isDeleted && evaluator.matches($0) }.map(\.id)
      let query = DocumentQuery(
        type: "Note", filter: filter, limit: 1_000, fields: [], wantsCount: true)
      let result = try snapshot.find(query)
      #expect(result.rows.rows.map { result.rows.id(of: $0) } == expected, "\(filter)")
      #expect(result.count == expected.count, "\(filter)")
    }
  }

  @Test func `a query is given up at its deadline, and its connection serves others`() throws {
    let filter = Filter.any(
      (0..<64).map { .compare(.field(0), .contains, .string("nothing has \($0)")) })
    let query = DocumentQuery(
      type: "Note", filter: filter, limit: 1_000, fields: [], wantsCount: true)
    let error = #expect(throws: StoreError.self) {
      try store.reader.snapshot(until: .now).find(query)
    }
    #expect(error?.kind == .interrupted)
    #expect(try store.reader.snapshot(until: .now + .seconds(600)).find(query).count == 0)
    #expect(try store.reader.snapshot().find(query).count == 0)
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func `order, offset and limit equal sorting in memory`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let snapshot = try store.snapshot()
    for _ in 0..<100 {
      let filter = random.once(in: 2) ? random.filter(depth: 1) : nil
      let evaluator = filter.map { FilterEvaluator($0, type: bound) }
      let order = (0..<Int.random(in: 0..<3, using: &random)).map { _ in
        DocumentQuery.Ordering(random.orderField(), isDescending: Bool.random(using: &random))
      }
      let matching = documents.filter { !$0.isDeleted && evaluator?.matches($0) ?? true }
      let sorted = matching.sorted { precedes($0, $1, order) }
      let offset = Int.random(in: 0..<20, using: &random)
      let limit = Int.random(in: 1..<50, using: &random)
      let fields = [3, 0, 6, 4]
      let result = try snapshot.find(
        DocumentQuery(
          type: "Note", filter: filter, order: order, offset: offset, limit: limit,
          fields: fields, wantsVersion: true, wantsCount: true))
      let expected = Array(sorted.dropFirst(offset).prefix(limit))
      #expect(result.rows.rows.map { result.rows.id(of: $0) } == expected.map(\.id))
      #expect(result.count == matching.count)
      #expect(result.rows.rows.map { result.rows.stamps(of: $0) } == expected.map(\.stamps))
      #expect(
        result.rows.rows.map { result.rows.values(of: $0) }
          == expected.map { state in fields.map { effective(state, .field($0)) } })
    }
  }

  @Test func `get finds live documents only`() throws {
    let snapshot = try store.snapshot()
    for state in documents {
      let batch = try snapshot.get(state.id, type: "Note", fields: [1, 0])
      #expect(batch.count == (state.isDeleted ? 0 : 1))
      guard let row = batch.rows.first else { continue }
      #expect(batch.id(of: row) == state.id)
      #expect(row.updatedAt == state.updatedAt)
      #expect(batch.values(of: row) == [effective(state, .field(1)), effective(state, .field(0))])
      #expect(row.stamps.isEmpty)
    }
    #expect(try snapshot.get(DocumentID("nobody"), type: "Note", fields: []).isEmpty)
    #expect(throws: StoreError.self) {
      try snapshot.get(DocumentID("x"), type: "Nothing", fields: [])
    }
    #expect(throws: StoreError.self) {
      try snapshot.get(DocumentID("x"), type: "Note", fields: [99])
    }
  }

  /// A value as a client sees it.
  private func effective(_ state: DocumentState, _ field: FilterField) -> Value {
    switch field {
    case .id: .string(state.id.text)
    case .createdAt: .int(state.createdAt.milliseconds)
    case .updatedAt: .int(state.updatedAt)
    case .field(let index):
      switch state[bound.fields[index]] ?? bound.model.fields[index].defaultValue ?? .null {
      // SQLite has one zero.
      case .double(let number) where number.isZero: .double(0)
      case let value: value
      }
    }
  }

  private func precedes(
    _ left: DocumentState, _ right: DocumentState, _ order: [DocumentQuery.Ordering]
  ) -> Bool {
    for ordering in order {
      let comparison = compare(
        effective(left, ordering.field), effective(right, ordering.field))
      if comparison != 0 { return ordering.isDescending ? comparison > 0 : comparison < 0 }
    }
    return left.id < right.id
  }

  private func compare(_ left: Value, _ right: Value) -> Int {
    switch (left, right) {
    case (.null, .null): 0
    case (.null, _): -1
    case (_, .null): 1
    case (.string(let left), .string(let right)): UTF8Order.compare(left, right)
    case (.int(let left), .int(let right)): left < right ? -1 : left > right ? 1 : 0
    case (.double(let left), .double(let right)): left < right ? -1 : left > right ? 1 : 0
    case (.bool(let left), .bool(let right)): (left ? 1 : 0) - (right ? 1 : 0)
    case (.bool, _), (.int, _), (.double, _), (.string, _), (.list, _): 0
    }
  }
}

extension SeededGenerator {
  /// A field that can be ordered by.
  fileprivate mutating func orderField() -> FilterField {
    pick([
      .id, .createdAt, .updatedAt, .field(0), .field(1), .field(2), .field(3), .field(5), .field(6),
    ])
  }

  /// A random filter on ``SampleModel/note``; now and then with a value of another type than the field's.
  fileprivate mutating func filter(depth: Int) -> Filter {
    if depth > 0, once(in: 2) {
      let parts = (0..<Int.random(in: 0..<4, using: &self)).map { _ in filter(depth: depth - 1) }
      switch Int.random(in: 0..<3, using: &self) {
      case 0: return .all(parts)
      case 1: return .any(parts)
      default: return .not(filter(depth: depth - 1))
      }
    }
    let field = pick(
      [FilterField.id, .createdAt, .updatedAt] + (0..<9).map(FilterField.field))
    switch Int.random(in: 0..<6, using: &self) {
    case 0:
      let count = Int.random(in: 0..<5, using: &self)
      return .isIn(field, (0..<count).map { _ in constant(field) })
    case 1: return .between(field, constant(field), constant(field))
    default: return .compare(field, pick(FilterOperator.allCases), constant(field))
    }
  }

  private mutating func constant(_ field: FilterField) -> Value {
    if once(in: 6) { return value(pick(["String", "Int", "Float", "Boolean", "[Float]"])) }
    switch field {
    case .id: return .string(documentID().text)
    case .createdAt, .updatedAt: return .int(Int64.random(in: 0..<220, using: &self))
    case .field(let index):
      let types = [
        "String", "Int", "Float", "Boolean", "[String]", "Timestamp", "String", "[Float]",
      ]
      let type = index < types.count ? types[index] : "Int"
      if type.first == "[", once(in: 2) { return value(String(type.dropFirst().dropLast())) }
      if type == "Float", once(in: 3) { return value("Int") }
      if type == "Int", once(in: 3) { return value("Float") }
      return value(type)
    }
  }
}
