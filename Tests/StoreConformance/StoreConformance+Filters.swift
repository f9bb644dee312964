import Documents
import Replication
import Testing

extension StoreConformance {
  /// Filters choose rows; with `marksLeft` the others come bare, and deleted documents are judged by their values.
  public func scansFilter(seed: UInt64) throws {
    for filter in Self.filters { try scansFilter(filter, seed: seed) }
  }

  private static var filters: [Filter] {
    [
      .compare(.field(0), .eq, .string("a")), .compare(.field(0), .ne, .null),
      .not(.compare(.field(1), .gt, .int(1))),
      .any([
        .compare(.field(6), .eq, .string("plain")), .compare(.field(0), .contains, .string("%")),
      ]),
      .all([.compare(.updatedAt, .ge, .int(100)), .isIn(.field(1), [.int(1), .null, .int(2)])]),
      .between(.field(2), .double(0), .int(3)), .compare(.id, .startsWith, .string("id1")),
    ]
  }

  private func scansFilter(_ filter: Filter, seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var (store, reference) = try begin()
    let type = TypeNumber(rawValue: 0)
    var catalog = reference.record.catalog
    let bound = try #require(BoundModel(SampleModel.model, catalog: &catalog)?.type(type))
    try store.transaction { store throws(StoreError) in
      for _ in 0..<80 {
        let id = random.documentID()
        let state = random.state(id, type: catalog[type], isStrange: false)
        reference.sequence = reference.sequence.next
        try store.put(
          state, type: type, sequence: reference.sequence, replacing: reference[id, type])
        reference[id, type] = StoredDocument(state: state, sequence: reference.sequence)
      }
    }
    let evaluator = FilterEvaluator(filter, type: bound)
    for marksLeft in [false, true] {
      for columns in [Scan.Columns.everything, .fields([0, 3]), .fields([])] {
        let order = Scan.Order.bySequence(after: .zero, through: reference.sequence)
        var batch = ChangeBatch()
        let scan = Scan(
          type: type, order: order, filter: filter, marksLeft: marksLeft, columns: columns)
        _ = try store.snapshot().scan(scan, into: &batch) { _ in .next }
        let expected = reference.documents(type, order)
          .filter { marksLeft || evaluator.matches($0.state) }
        #expect(batch.rows.map { batch.id(of: $0) } == expected.map(\.state.id))
        #expect(
          batch.rows.map(\.isLeft) == expected.map { !evaluator.matches($0.state) })
        for (row, document) in zip(batch.rows, expected) {
          #expect(batch.stamps(of: row) == document.state.stamps)
          let values: [Value?] =
            switch columns {
            case _ where row.isLeft: []
            case .everything: document.state.values
            case .fields(let indexes): indexes.map { document.state[bound.fields[$0]] }
            }
          #expect(trimmed(batch.values(of: row)) == trimmed(values))
        }
      }
    }
  }

  /// Absent values at the end say nothing.
  private func trimmed(_ values: [Value?]?) -> [Value?]? {
    guard var values else { return nil }
    while let last = values.last, last == nil { values.removeLast() }
    return values
  }
}
