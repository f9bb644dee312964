import Documents
import GraphQL

/// What is selected of documents of a type, and so must be read: one level of an answer, with those beneath.
struct DocumentSelection: Sendable {
  /// The fields by index in the model, ascending; among them the keys that relations follow.
  var fields: [Int] = []
  /// Whether `_version` is selected.
  var wantsVersion = false
  /// The relations that are selected, each with what is beneath.
  var relations: [RelationSelection] = []
}

/// A relation that is selected: what is read for all documents of a level at once.
struct RelationSelection: Sendable {
  /// The field of the operation, by ``GraphQL/PlannedField/id``.
  let field: Int
  /// Which documents it leads to.
  let kind: RelationField.Kind
  /// Their type.
  let type: ServedType
  /// What is read of them; offset and limit are those of each document that they belong to.
  let query: DocumentQuery
  /// How many documents a list may have for which no limit was given; one more is read, to see whether it has more. Nil for what can't
  /// have too many.
  let most: Int?
  /// What is selected of them.
  let selection: DocumentSelection
}

extension RequestReader {
  /// The selection beneath fields that give documents of the type.
  func selection(_ parents: [BoundField]) throws(InputProblem) -> DocumentSelection {
    var selection = DocumentSelection()
    var wanted: Set<Int> = []
    for parent in parents {
      for field in parent.selectedFields(on: type.name) where !field.plan.isIntrospection {
        switch type.cell(field.definition.index, isDelta: false) {
        case .field(let index)?: wanted.insert(index)
        case .version?: selection.wantsVersion = true
        case .relation(let index)?:
          let relation = type.relations[index]
          if case .one(let key) = relation.kind { wanted.insert(key) }
          // The engine reports what is wrong with the types of arguments.
          guard field.hasArguments else { continue }
          selection.relations.append(try read(relation, field))
        case .id?, .createdAt?, .updatedAt?, .isDeleted?, .isLeft?, nil: break
        }
      }
    }
    selection.fields = wanted.sorted()
    return selection
  }

  /// The selection beneath fields that give documents as `CommentDelta`.
  func deltaFields(_ parents: [BoundField]) -> [Int] {
    var wanted: Set<Int> = []
    for parent in parents {
      for field in parent.selectedFields(on: type.deltaName) where !field.plan.isIntrospection {
        if case .field(let index)? = type.cell(field.definition.index, isDelta: true) {
          wanted.insert(index)
        }
      }
    }
    return wanted.sorted()
  }

  private func read(
    _ relation: RelationField, _ field: BoundField
  ) throws(InputProblem) -> RelationSelection {
    let target = RequestReader(
      types[relation.target], among: types, limits: limits, path: "\(path)\(field.responseKey).")
    do throws(InputProblem) {
      let selection = try target.selection([field])
      var query: DocumentQuery
      var most: Int?
      switch relation.kind {
      case .many:
        query = try target.list(field.arguments, selection)
        if field.arguments["page"]?["limit"]?.isNull ?? true {
          most = query.limit
          query.limit += 1
        }
      case .one, .back: query = target.query(selection, limit: 1)
      }
      return RelationSelection(
        field: field.plan.id, kind: relation.kind, type: target.type, query: query, most: most,
        selection: selection)
    } catch {
      var problem = error
      if problem.locations.isEmpty { problem.locations = field.plan.locations }
      throw problem
    }
  }
}
