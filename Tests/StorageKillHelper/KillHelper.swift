import Documents
import Replication
import Storage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Writes documents into a store until it is killed, and says the number of each on a line of standard output once it is
/// committed. Arguments: the data folder.
@main
struct KillHelper {
  static let model = Model(types: [
    TypeModel(
      name: "Item", plural: "Items", fields: [FieldModel(name: "text", type: FieldType(.string))])
  ])

  static func main() throws {
    guard CommandLine.arguments.count == 2 else { exit(2) }
    var store = try SQLiteStore(folder: CommandLine.arguments[1], model: model)
    var catalog = Catalog()
    _ = BoundModel(model, catalog: &catalog)
    let replica = ReplicaID(bits: 1)
    var record = ReplicaRecord(
      id: replica, knowledge: Knowledge(), floor: Knowledge(),
      commit: Commit(mark: CommitMark(sequence: .zero, nonce: 0), time: 0), needsFullCopy: false,
      catalog: catalog)
    for number in (1 as UInt64)... {
      let version = Version(timestamp: Timestamp(bits: number << 16), replica: replica)
      let state = DocumentState(
        id: DocumentID("item-\(number)"), createdAt: version.timestamp, isDeleted: false,
        values: [.string("text \(number)")],
        stamps: Stamps(uniform: Stamp(version: version), slotCount: 3))
      try store.transaction { store throws(StoreError) in
        let sequence = SequenceNumber(rawValue: number)
        record.commit = Commit(
          mark: CommitMark(sequence: sequence, nonce: number), time: Int64(number))
        record.knowledge.raise(version)
        try store.save(record)
        try store.put(state, type: TypeNumber(rawValue: 0), sequence: sequence, replacing: nil)
      }
      let line = Array("\(number)\n".utf8)
      guard write(1, line, line.count) == line.count else { exit(3) }
    }
  }
}
