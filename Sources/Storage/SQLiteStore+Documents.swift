public import Documents
public import Replication

extension SQLiteStore {
  /// The document with an id, live or deleted.
  public func document(
    _ id: DocumentID, type: TypeNumber
  ) throws(StoreError) -> StoredDocument? {
    let table = try core.state.layout.table(type)
    let select = try core.connection.statement(table.selectByID)
    select.bind(copying: id.text, at: 1)
    defer { select.reset() }
    guard try select.step() else { return nil }
    var batch = ChangeBatch(replicas: core.state.layout.replicas)
    try RowReader(table, .everything).append(select, to: &batch)
    guard let row = batch.rows.first, let state = batch.state(of: row) else {
      throw StoreError(.corrupt, "the document \(id) in \(table.table) is damaged")
    }
    return StoredDocument(state: state, sequence: row.sequence)
  }

  /// Stores a document in place of `old`.
  public mutating func put(
    _ state: DocumentState, type: TypeNumber, sequence: SequenceNumber,
    replacing old: StoredDocument?
  ) throws(StoreError) {
    let table = try core.state.layout.table(type)
    var batch = ChangeBatch()
    batch.append(state, type: type, sequence: sequence)
    let numbers = try numbers(of: batch.replicas)
    let statement = try core.connection.statement(old == nil ? table.insert : table.update)
    let row = batch.rows[0]
    var writer = RowWriter()
    try batch.bytes.withUnsafeBufferPointer { (bytes) throws(StoreError) in
      try writer.bind(
        row, UnsafeRawBufferPointer(bytes), sequence: sequence, numbers: numbers,
        replicas: core.state.layout.replicas, table: table, to: statement)
      if let old {
        statement.bind(
          Int64(bitPattern: old.sequence.rawValue),
          at: TableLayout.Parameter.firstField + table.columns.count)
      }
      try statement.run()
    }
    if let old {
      guard core.connection.changeCount == 1 else {
        throw StoreError(.corrupt, "the document \(state.id) is not where it was read")
      }
      try removeOrigins(of: old, table)
    }
    let hasher = core.state.layout.hashers[Int(type.rawValue)]
    try core.prepareSums(of: type)
    if let old, let hash = hasher.hash(old.state) { core.state.sums.subtract(hash, type) }
    let hash = batch.bytes.withUnsafeBytes { hasher.hash(row, $0, replicas: batch.replicas) }
    if let hash { core.state.sums.add(hash, type) }
    try insert(writer.stamps.origins, sequence, table)
    if let old { core.state.counts.add(-1, type: type, isDeleted: old.state.isDeleted) }
    core.state.counts.add(1, type: type, isDeleted: state.isDeleted)
  }

  /// Stores those rows whose documents don't exist yet, and returns the indexes of the others.
  public mutating func insertNew(
    _ batch: ChangeBatch, range: Range<Int>, after sequence: SequenceNumber
  ) throws(StoreError) -> [Int] {
    let numbers = try numbers(of: batch.replicas)
    let replicas = core.state.layout.replicas
    let connection = core.connection
    var existing: [Int] = []
    var next = sequence.next
    var writer = RowWriter()
    try batch.bytes.withUnsafeBufferPointer { (bytes) throws(StoreError) in
      let bytes = UnsafeRawBufferPointer(bytes)
      var table: TableLayout?
      var insert: Statement?
      var hasher: TypeHasher?
      for index in range {
        let row = batch.rows[index]
        if table?.type != row.type {
          let layout = try core.state.layout.table(row.type)
          table = layout
          insert = try connection.statement(layout.insertNew)
          hasher = core.state.layout.hashers[Int(row.type.rawValue)]
          try core.prepareSums(of: row.type)
        }
        guard let table, let insert, let hasher else { continue }
        try writer.bind(
          row, bytes, sequence: next, numbers: numbers, replicas: replicas, table: table,
          to: insert)
        try insert.run()
        guard connection.changeCount > 0 else {
          existing.append(index)
          continue
        }
        try self.insert(writer.stamps.origins, next, table)
        core.state.counts.add(1, type: row.type, isDeleted: row.isDeleted)
        if let hash = hasher.hash(row, bytes, replicas: batch.replicas) {
          core.state.sums.add(hash, row.type)
        }
        next = next.next
      }
    }
    return existing
  }

  /// Forgets a document.
  public mutating func remove(_ id: DocumentID, type: TypeNumber) throws(StoreError) {
    guard let old = try document(id, type: type) else { return }
    let table = try core.state.layout.table(type)
    let delete = try core.connection.statement(table.delete)
    delete.bind(Int64(bitPattern: old.sequence.rawValue), at: 1)
    try delete.run()
    try removeOrigins(of: old, table)
    core.state.counts.add(-1, type: type, isDeleted: old.state.isDeleted)
    try core.prepareSums(of: type)
    if let hash = core.state.layout.hashers[Int(type.rawValue)].hash(old.state) {
      core.state.sums.subtract(hash, type)
    }
  }

  /// Adds to the sums of a type.
  public mutating func adjust(
    _ type: TypeNumber, by difference: BucketSums
  ) throws(StoreError) {
    try core.prepareSums(of: type)
    core.state.sums.add(difference, type)
  }

  /// The numbers at rest of a batch's replicas.
  private func numbers(of replicas: [ReplicaID]) throws(StoreError) -> [Int] {
    var numbers: [Int] = []
    numbers.reserveCapacity(replicas.count)
    for replica in replicas { numbers.append(try core.learn(replica)) }
    return numbers
  }

  /// Adds the entries for the origins of a row that the table itself does not have.
  @inline(__always)
  private func insert(
    _ origins: [StampsTranslation.Origin], _ sequence: SequenceNumber, _ table: TableLayout
  ) throws(StoreError) {
    guard origins.count > 1 else { return }
    let insert = try core.connection.statement(table.insertOrigin)
    for origin in origins.dropFirst() where origin.timestamp > .zero {
      insert.bind(Int64(origin.replica), at: 1)
      insert.bind(Int64(origin.timestamp.bits), at: 2)
      insert.bind(Int64(sequence.rawValue), at: 3)
      try insert.run()
    }
  }

  /// Takes away the entries of a document that ``insert(_:_:_:)`` added.
  private func removeOrigins(
    of old: StoredDocument, _ table: TableLayout
  ) throws(StoreError) {
    let greatest = old.state.stamps.greatestVersion
    let origins = old.state.stamps.versionVector.entries
    guard origins.count > 1 else { return }
    let delete = try core.connection.statement(table.deleteOrigin)
    for version in origins where version != greatest {
      guard let number = core.state.layout.number(of: version.replica) else { continue }
      delete.bind(Int64(number), at: 1)
      delete.bind(Int64(version.timestamp.bits), at: 2)
      delete.bind(Int64(bitPattern: old.sequence.rawValue), at: 3)
      try delete.run()
    }
  }
}
