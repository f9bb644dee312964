import Documents
import Replication

/// What a reader must know to make sense of the rows: it goes with one committed state of the database, and changes when types,
/// fields or replicas come in.
struct StoreLayout: Sendable {
  /// The types and fields by number.
  var catalog = Catalog()
  /// The model, bound to the catalogue; nil as long as there is no catalogue.
  var binding: BoundModel?
  /// The tables by number of the type.
  var tables: [TableLayout] = []
  /// The hashers of the types by number.
  var hashers: [TypeHasher] = []
  /// The replicas by their number in stamps at rest.
  var replicas: [ReplicaID] = []

  /// The table of a type.
  func table(_ type: TypeNumber) throws(StoreError) -> TableLayout {
    guard Int(type.rawValue) < tables.count else {
      throw StoreError(.rejected, "there is no type number \(type.rawValue) in the catalogue")
    }
    return tables[Int(type.rawValue)]
  }

  /// The bound type of the model that a scan refers to by its filter or fields.
  func modelType(_ type: TypeNumber) throws(StoreError) -> BoundType {
    guard let bound = binding?.type(type) else {
      throw StoreError(.rejected, "type number \(type.rawValue) is not in the model")
    }
    return bound
  }

  /// The number of a replica in stamps at rest.
  func number(of replica: ReplicaID) -> Int? { replicas.firstIndex(of: replica) }
}
