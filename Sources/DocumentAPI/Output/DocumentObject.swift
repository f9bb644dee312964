import Documents
import GraphQL

/// One document as an object of the type `Comment`, or `CommentDelta`: the answer to a mutation.
struct DocumentObject: ResolvedObject {
  let view: DocumentView
  let type: ServedType
  var isDelta = false
  /// What relations have for it and the documents beside it, by the field of the operation.
  var relations: [Int: RelatedRows] = [:]
  /// Its place among them.
  var place = 0

  var typeName: String { isDelta ? type.deltaName : type.name }

  func resolve(_ field: BoundField) -> Resolved {
    switch type.cell(field.definition.index, isDelta: isDelta) {
    case .id?: return .string(view.id.text)
    case .createdAt?: return view.createdAt.map { .int($0) } ?? .null
    case .updatedAt?: return view.updatedAt.map { .int($0) } ?? .null
    case .isDeleted?: return view.isDeleted.map { .bool($0) } ?? .null
    case .version?: return view.version.map { .string(KnowledgeCoding.text(of: $0)) } ?? .null
    case .isLeft?: return .bool(false)
    case nil: return .null
    case .relation?: return relations[field.plan.id]?.resolved(place) ?? .null
    case .field(let index)?:
      let value = view.values.indices.contains(index) ? view.values[index] : nil
      return ResolvedValues.resolved(
        value ?? type.defaults[index], type.model.fields[index].type.scalar)
    }
  }
}
