import Documents
import Replication

/// How the simulator sees a node's documents: types and fields count by their place in the newest model, whatever numbers the
/// node's catalogue gives them, and whether or not the node's own schema has them.
struct Lens {
  /// The catalogue that the numbers are from.
  let catalog: Catalog
  /// By type of the newest model; nil where the node has not heard of it.
  let types: [LensType?]

  init(_ model: Model, _ catalog: Catalog) {
    self.catalog = catalog
    types = model.types.map { type in
      catalog.number(ofType: type.name, merge: type.merge).map { number in
        LensType(
          name: type.name, number: number, merge: type.merge,
          fields: type.fields.map { catalog[number].number(of: $0.catalogField) })
      }
    }
  }

  /// The place in the newest model of a type with a number.
  func index(of number: TypeNumber) -> Int? { types.firstIndex { $0?.number == number } }
}

/// One type as a ``Lens`` sees it.
struct LensType {
  let name: String
  let number: TypeNumber
  let merge: MergeGranularity
  /// By field of the newest model; nil where the node has not heard of it.
  let fields: [FieldNumber?]

  /// How many slots a document has: `_createdAt`, `_deleted`, and the fields.
  var slotCount: Int { fields.count + Slot.firstField }

  /// A slot of a document with its stamp; nil where it was never written. Where documents merge as a whole, their one stamp is that
  /// of every slot, also of fields that the writer did not know.
  func slot(_ index: Int, of state: DocumentState) -> (stamp: Stamp, value: Value)? {
    switch index {
    case Slot.createdAt.index:
      return state.stamps[.createdAt].map { ($0, .int(state.createdAt.milliseconds)) }
    case Slot.deleted.index: return state.stamps[.deleted].map { ($0, .bool(state.isDeleted)) }
    default:
      let field = fields[index - Slot.firstField]
      let stamp =
        switch merge {
        case .document: field.flatMap { state.stamps[.field($0)] } ?? state.stamps[.deleted]
        case .field: field.flatMap { state.stamps[.field($0)] }
        }
      return stamp.map { ($0, field.flatMap { state[$0] } ?? .null) }
    }
  }
}
