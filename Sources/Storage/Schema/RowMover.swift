import Documents
import Replication

/// Moves rows from one layout to another when the model changes, a thousand at a time.
struct RowMover {
  let connection: Connection
  let replicas: [ReplicaID]

  private static let chunk = 1_000

  /// Moves all documents of a type from the generic table to its own.
  func move(from old: TableLayout, to new: TableLayout) throws(StoreError) {
    let insert = try connection.statement(new.insert)
    let insertOrigin = try connection.statement(new.insertOrigin)
    try forEachRow(of: old, where: old.ofType) { (writer, row, bytes) throws(StoreError) in
      try writer.bind(
        row, bytes, sequence: row.sequence, numbers: Array(replicas.indices), replicas: replicas,
        table: new, to: insert)
      try insert.run()
      for origin in writer.stamps.origins.dropFirst() {
        insertOrigin.bind(Int64(origin.replica), at: 1)
        insertOrigin.bind(Int64(origin.timestamp.bits), at: 2)
        insertOrigin.bind(Int64(row.sequence.rawValue), at: 3)
        try insertOrigin.run()
      }
    }
    for table in [old.table, old.origins] {
      try connection.execute("DELETE FROM \(table) WHERE \(old.ofType) true")
    }
  }

  /// Writes the rows of a table anew after columns came in or their defaults changed: all, or those with something in `_extra`.
  func rewrite(
    from old: TableLayout, to new: TableLayout, all: Bool
  ) throws(StoreError) {
    let update = try connection.statement(new.update)
    let condition = all ? "" : "_extra IS NOT NULL AND "
    let key = TableLayout.Parameter.firstField + new.columns.count
    try forEachRow(of: old, where: condition) { (writer, row, bytes) throws(StoreError) in
      try writer.bind(
        row, bytes, sequence: row.sequence, numbers: Array(replicas.indices), replicas: replicas,
        table: new, to: update)
      update.bind(Int64(row.sequence.rawValue), at: key)
      try update.run()
    }
  }

  private func forEachRow(
    of table: TableLayout, where condition: String,
    _ body: (inout RowWriter, ChangeBatch.Row, UnsafeRawBufferPointer) throws(StoreError) -> Void
  ) throws(StoreError) {
    let reader = RowReader(table, .everything)
    let select = try connection.statement(
      table.select() + " WHERE \(condition) _seq > ?1 ORDER BY _seq LIMIT \(Self.chunk)")
    var writer = RowWriter()
    var last: Int64 = -1
    while true {
      var batch = ChangeBatch(replicas: replicas)
      select.bind(last, at: 1)
      while try select.step() { try reader.append(select, to: &batch) }
      select.reset()
      guard let end = batch.rows.last else { return }
      last = Int64(end.sequence.rawValue)
      let rows = batch.rows
      try batch.bytes.withUnsafeBufferPointer { (bytes) throws(StoreError) in
        for row in rows { try body(&writer, row, UnsafeRawBufferPointer(bytes)) }
      }
    }
  }
}
