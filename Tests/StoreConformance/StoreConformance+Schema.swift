import Documents
import Replication
import Testing

extension StoreConformance {
  /// Fields and types that the model lacks are kept; a model that has them finds them, and they outlive a model that drops them.
  public func schemaChangesKeepEverything(seed: UInt64) throws {
    try changeSchema(
      [SampleModel.earlier, SampleModel.model, SampleModel.earlier, SampleModel.model],
      SampleModel.catalog(), seed)
  }

  /// What a model means otherwise than the one before is another field or type: both keep their values, and trade places.
  public func incompatibleModelsTradePlaces(seed: UInt64) throws {
    let models = [SampleModel.model, SampleModel.incompatible]
    var catalog = SampleModel.catalog()
    _ = BoundModel(SampleModel.incompatible, catalog: &catalog)
    try changeSchema(models + [SampleModel.earlier] + models + models, catalog, seed)
  }

  /// Opens a store with one model after another, and fills it with documents of all types each time.
  private func changeSchema(_ models: [Model], _ catalog: Catalog, _ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var (store, reference) = try begin(models[0], catalog)
    let catalog = reference.record.catalog
    var step: Int64 = 0
    func fill(_ store: inout Harness.Store) throws(StoreError) {
      step += 1
      try store.transaction { store throws(StoreError) in
        for _ in 0..<60 {
          let type = TypeNumber(
            rawValue: UInt16.random(in: 0..<UInt16(catalog.types.count), using: &random))
          let id = random.documentID()
          let state = random.state(id, type: catalog[type])
          reference.sequence = reference.sequence.next
          try store.put(
            state, type: type, sequence: reference.sequence, replacing: reference[id, type])
          reference[id, type] = StoredDocument(state: state, sequence: reference.sequence)
        }
        reference.record.commit = Commit(
          mark: CommitMark(sequence: reference.sequence, nonce: 5), time: 1_000 + step)
        reference.commits.append(reference.record.commit)
        try store.save(reference.record)
      }
    }
    try fill(&store)
    try compare(store.snapshot(), reference, &random)
    for model in models.dropFirst() {
      store = try harness.reopen(store, model)
      try compare(store.snapshot(), reference, &random)
      try compareFields(store.snapshot(), reference, model)
      try fill(&store)
      try compare(store.snapshot(), reference, &random)
      try compareFields(store.snapshot(), reference, model)
    }
  }

  /// Scans of chosen fields give those values, in the order asked for, and stamps.
  private func compareFields(
    _ snapshot: some ReplicaSnapshot, _ reference: ReferenceStore, _ model: Model
  ) throws {
    var catalog = reference.record.catalog
    let bound = try #require(BoundModel(model, catalog: &catalog))
    for type in bound.types {
      let indexes = Array(type.fields.indices.reversed())
      for columns in [indexes, [], [indexes[0]]] {
        let order = Scan.Order.byID(after: nil)
        var batch = ChangeBatch()
        _ = try snapshot.scan(
          Scan(type: type.number, order: order, columns: .fields(columns)), into: &batch
        ) { _ in .next }
        let expected = reference.documents(type.number, order)
        #expect(
          batch.rows.map { batch.values(of: $0) }
            == expected.map { document in columns.map { document.state[type.fields[$0]] } })
        #expect(
          batch.rows.map { batch.stamps(of: $0) } == expected.map { $0.state.stamps })
        #expect(batch.rows.map { batch.id(of: $0) } == expected.map { $0.state.id })
      }
    }
  }
}
