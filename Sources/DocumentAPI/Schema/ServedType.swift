import Documents
import GraphQL

/// A model type with what the API looks up for each request.
final class ServedType: Sendable {
  let model: TypeModel
  /// The relations that are served: those to types that can be queried.
  let relations: [RelationField]
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
  private let cells: [Cell]
  private let deltaCells: [Cell]

  init(model: TypeModel, relations: [RelationField]) {
    self.model = model
    self.relations = relations
    cells = Self.cells(model, relations)
    deltaCells =
      [.id] + model.fields.indices.map(Cell.field)
      + [.createdAt, .updatedAt, .isDeleted, .version, .isLeft]
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

  /// The relation with a name.
  func relation(named name: String) -> RelationField? { relations.first { $0.name == name } }

  /// What a field of `Comment` or `CommentDelta` shows; `index` is its place among the fields of that type.
  func cell(_ index: Int, isDelta: Bool) -> Cell? {
    let cells = isDelta ? deltaCells : cells
    return cells.indices.contains(index) ? cells[index] : nil
  }

  /// What is shown of a document.
  enum Cell: Hashable, Sendable {
    case id, createdAt, updatedAt, isDeleted, version, isLeft
    /// A field of the model.
    case field(Int)
    /// A relation, by its place among those that are served.
    case relation(Int)
  }

  /// The fields of `Comment`, in order: a relation to one document stands behind its key, the others behind all fields.
  static func cells(_ type: TypeModel, _ relations: [RelationField]) -> [Cell] {
    var cells = [Cell.id]
    for field in type.fields.indices {
      cells.append(.field(field))
      cells += relations.indices.filter { relations[$0].kind == .one(key: field) }.map(
        Cell.relation)
    }
    cells += relations.indices.filter {
      switch relations[$0].kind {
      case .one: false
      case .many, .back: true
      }
    }.map(Cell.relation)
    return cells + [.createdAt, .updatedAt, .version]
  }
}
