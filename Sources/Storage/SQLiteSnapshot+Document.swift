public import Documents
public import Replication

extension SQLiteSnapshot {
  /// The document with an id, live or deleted, with all its fields and stamps.
  public func document(
    _ id: DocumentID, type: TypeNumber
  ) throws(StoreError) -> DocumentState? {
    let table = try layout.table(type)
    let select = try connection().statement(table.selectByID)
    select.bind(copying: id.text, at: 1)
    defer { select.reset() }
    guard try select.step() else { return nil }
    var batch = ChangeBatch(replicas: layout.replicas)
    try RowReader(table, .everything).append(select, to: &batch)
    guard let row = batch.rows.first, let state = batch.state(of: row) else {
      throw StoreError(.corrupt, "the document \(id) in \(table.table) is damaged")
    }
    return state
  }
}
