import Documents
import GraphQL

/// What is selected of documents, and so must be read.
struct SelectedColumns {
  /// The fields by index in the model, ascending.
  var fields: [Int] = []
  /// Whether `_version` is selected.
  var wantsVersion = false

  /// The selection beneath fields that give documents of a type; `isDelta` says whether as `CommentDelta`.
  init(_ parents: [BoundField], on type: ServedType, isDelta: Bool) {
    let name = isDelta ? type.deltaName : type.name
    var wanted: Set<Int> = []
    for parent in parents {
      for field in parent.selectedFields(on: name) where !field.plan.isIntrospection {
        switch type.cell(field.definition.index, isDelta: isDelta) {
        case .field(let index)?: wanted.insert(index)
        case .version?: wantsVersion = true
        case .id?, .createdAt?, .updatedAt?, .isDeleted?, .isLeft?, nil: break
        }
      }
    }
    fields = wanted.sorted()
  }
}
