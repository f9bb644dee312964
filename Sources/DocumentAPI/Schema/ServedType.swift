import Documents
import GraphQL

/// A model type with what the API looks up for each request.
final class ServedType: Sendable {
  let model: TypeModel
  let details: [FieldDetail]
  /// The names of its object types.
  let name: String
  let deltaName: String
  let deltaListName: String
  let resultListName: String
  /// For each field the value of documents in which nobody ever wrote it.
  let defaults: [Value]
  /// For each field how its text is shown.
  let textForms: [DocumentRows.TextForm]
  private let fieldIndexes: [String: Int]

  init(model: TypeModel, details: [FieldDetail]) {
    self.model = model
    self.details = details
    name = model.name
    deltaName = GeneratedNames.delta(model.name)
    deltaListName = GeneratedNames.deltaList(model.name)
    resultListName = GeneratedNames.resultList(model.name)
    defaults = model.fields.map { $0.defaultValue ?? .null }
    textForms = model.fields.map { field in
      let scalar = field.type.scalar
      return scalar == .json ? .json : scalar.convertsText ? .converted : .asItIs
    }
    fieldIndexes = Dictionary(
      model.fields.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The index of the stored field with a name.
  func index(ofField name: String) -> Int? { fieldIndexes[name] }

  /// What a filter or an order can name.
  func filterField(named name: String) -> FilterField? {
    switch name {
    case "id": .id
    case "createdAt": .createdAt
    case "updatedAt": .updatedAt
    default: index(ofField: name).map { .field($0) }
    }
  }

  /// What a field of `Comment` or `CommentDelta` shows; `index` is its place among the fields of that type.
  func cell(_ index: Int, isDelta: Bool) -> Cell? {
    if index == 0 { return .id }
    let field = index - 1
    if model.fields.indices.contains(field) { return .field(field) }
    switch (field - model.fields.count, isDelta) {
    case (0, _): return .createdAt
    case (1, _): return .updatedAt
    case (2, true): return .isDeleted
    case (2, false), (3, true): return .version
    case (4, true): return .isLeft
    default: return nil
    }
  }

  /// What is shown of a document.
  enum Cell: Hashable, Sendable {
    case id, createdAt, updatedAt, isDeleted, version, isLeft
    /// A field of the model.
    case field(Int)
  }
}
