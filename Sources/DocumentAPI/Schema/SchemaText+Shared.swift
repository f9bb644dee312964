import Documents
import GraphQL

/// What the types of a model share: pages, orders, operators, enums and scalars.
extension SchemaText {
  mutating func shared() {
    let types = parsed.model.types
    let hasLists = types.indices.contains { index in
      parsed.servedRelations(of: index).contains {
        if case .many = $0.kind { true } else { false }
      }
    }
    if hasLists || types.contains(where: { $0.operations.contains(.find) }) {
      block("input PageRequest", ["limit: Int", "offset: Int"])
      block("input OrderByInput", ["field: String!", "order: SortDirectionEnum = ASC"])
      block("enum SortDirectionEnum", ["DESC", "ASC"])
    }
    if types.contains(where: \.hasPush) {
      block("enum PushOutcomeEnum", PushOutcome.allCases.map(\.rawValue))
    }
    let filterable = types.filter {
      !$0.operations.isDisjoint(with: [.find, .sync, .subCreate, .subUpdate, .subDelete])
    }
    if !filterable.isEmpty {
      var kinds = [FieldType(.id)]
      for field in filterable.flatMap(\.fields) where !kinds.contains(field.type) {
        if !kinds.contains(where: {
          GeneratedNames.filterInput($0) == GeneratedNames.filterInput(field.type)
        }) {
          kinds.append(field.type)
        }
      }
      for kind in kinds {
        block("input \(GeneratedNames.filterInput(kind))", operators(of: kind))
      }
      block("input InstantInput", FilterOperators.text(FilterOperators.ordered, "String"))
    }
    for node in parsed.enums { enumeration(node) }
    var scalars: [Documents.ScalarType] = []
    for scalar in types.flatMap(\.fields).map(\.type.scalar)
    where scalar.isCustom && !scalars.contains(scalar) {
      scalars.append(scalar)
    }
    for scalar in scalars {
      describe(scalar.about)
      text += "scalar \(scalar.name)\n"
    }
  }

  private func operators(of type: FieldType) -> [String] {
    FilterOperators.text(FilterOperators.of(type), type.scalar.name, isList: type.isList)
  }

  private mutating func enumeration(_ node: TypeDefinitionNode) {
    describe(node.description)
    block(
      "enum \(node.name.value)",
      node.values.map { value in
        let description = value.description.map { "\(quoted($0)) " } ?? ""
        let deprecation = value.directives.deprecationReason.map {
          " @deprecated(reason: \(quoted($0)))"
        }
        return description + value.name.value + (deprecation ?? "")
      })
  }
}
