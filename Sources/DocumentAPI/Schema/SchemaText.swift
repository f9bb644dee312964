import Documents
import GraphQL

/// Writes the schema that a node serves for a model (DESIGN section 8).
struct SchemaText {
  let parsed: ParsedModel
  var text = ""

  /// The schema's text.
  static func make(_ parsed: ParsedModel) -> String {
    var writer = SchemaText(parsed: parsed)
    writer.roots()
    for index in parsed.model.types.indices { writer.types(of: index) }
    writer.shared()
    return writer.text
  }

  private init(parsed: ParsedModel) {
    self.parsed = parsed
  }

  // MARK: Root types

  private mutating func roots() {
    let types = parsed.model.types
    block("type Query", types.flatMap(queries))
    block("type Mutation", types.flatMap(mutations))
    block("type Subscription", types.flatMap(subscriptions))
  }

  private func queries(_ type: TypeModel) -> [String] {
    let name = type.name
    var lines: [String] = []
    if type.operations.contains(.get) {
      lines.append("\(GeneratedNames.get(type))(id: ID!): \(name)")
    }
    if type.operations.contains(.find) {
      lines.append(
        "\(GeneratedNames.find(type))(filter: \(GeneratedNames.filter(name)), page: PageRequest, orderBy: [OrderByInput!]): \(GeneratedNames.resultList(name))!"
      )
    }
    if type.operations.contains(.sync) {
      lines.append(
        "\(GeneratedNames.sync(type))(lastSync: String!, filter: \(GeneratedNames.filter(name)), limit: Int, markLeft: Boolean = false): \(GeneratedNames.deltaList(name))!"
      )
    }
    return lines
  }

  private func mutations(_ type: TypeModel) -> [String] {
    let name = type.name
    let mutate = GeneratedNames.mutateInput(name)
    var lines: [String] = []
    if type.operations.contains(.create) {
      lines.append(
        "\(GeneratedNames.create(type))(input: \(GeneratedNames.createInput(name))!): \(name)")
    }
    if type.operations.contains(.update) {
      lines.append("\(GeneratedNames.update(type))(input: \(mutate)!): \(name)")
    }
    if type.operations.contains(.delete) {
      lines.append("\(GeneratedNames.delete(type))(input: \(mutate)!): \(name)")
    }
    if type.operations.isSuperset(of: [.update, .delete]) {
      lines.append("\(GeneratedNames.restore(type))(input: \(mutate)!): \(name)")
    }
    let filter = GeneratedNames.filter(name)
    let result = "\(GeneratedNames.mutationResultList(name))!"
    if type.hasUpdateMany {
      lines.append(
        "\(GeneratedNames.updateMany(type))(filter: \(filter)!, input: \(GeneratedNames.updateManyInput(type))!): \(result)"
      )
    }
    if type.hasDeleteMany {
      lines.append("\(GeneratedNames.deleteMany(type))(filter: \(filter)!): \(result)")
    }
    if type.hasPush {
      lines.append(
        "\(GeneratedNames.push(type))(rows: [\(GeneratedNames.pushRow(name))!]!): [\(GeneratedNames.pushOutcome(name))!]!"
      )
    }
    return lines
  }

  private func subscriptions(_ type: TypeModel) -> [String] {
    let name = type.name
    let filter = GeneratedNames.subscriptionFilter(name)
    var lines: [String] = []
    if type.operations.contains(.subCreate) {
      lines.append("\(GeneratedNames.new(type))(filter: \(filter)): \(name)!")
    }
    if type.operations.contains(.subUpdate) {
      lines.append("\(GeneratedNames.updated(type))(filter: \(filter)): \(name)!")
    }
    if type.operations.contains(.subDelete) {
      lines.append("\(GeneratedNames.deleted(type))(filter: \(filter)): \(name)!")
    }
    if type.operations.contains(.sync) {
      lines.append(
        "\(GeneratedNames.sync(type))(lastSync: String!, filter: \(GeneratedNames.filter(name)), limit: Int): \(GeneratedNames.deltaList(name))!"
      )
    }
    return lines
  }

  // MARK: Types of a model type

  private mutating func types(of index: Int) {
    let type = parsed.model.types[index]
    let details = parsed.details[index]
    let name = type.name
    let fields = Array(zip(type.fields, details))
    let relations = parsed.servedRelations(of: index)
    let plain = ServedType.cells(type, relations).compactMap { cell -> String? in
      switch cell {
      case .field(let index):
        line(fields[index].0, required: fields[index].0.isRequired, fields[index].1)
      case .relation(let index): line(relations[index])
      case .id, .createdAt, .updatedAt, .isDeleted, .version, .isLeft: nil
      }
    }
    let nullable = fields.map { line($0, required: false, $1) }
    guard !type.operations.isEmpty else { return }
    describe(type.description)
    block(
      "type \(name)",
      ["id: ID!"] + plain + ["createdAt: String!", "updatedAt: String!", "_version: String!"])
    if type.operations.contains(.sync) || type.hasPush {
      block(
        "type \(GeneratedNames.delta(name))",
        ["id: ID!"] + nullable + [
          "createdAt: String", "updatedAt: String", "_deleted: Boolean", "_version: String",
          "_left: Boolean",
        ])
    }
    if type.operations.contains(.sync) {
      block(
        "type \(GeneratedNames.deltaList(name))",
        ["items: [\(GeneratedNames.delta(name))]!", "lastSync: String", "hasMore: Boolean!"])
    }
    if type.operations.contains(.find) {
      block(
        "type \(GeneratedNames.resultList(name))",
        ["items: [\(name)]!", "offset: Int", "limit: Int", "count: Int"])
    }
    let inputs = fields.map { field, detail in
      "\(field.name): \(reference(field, detail))"
    }
    if type.operations.contains(.create) {
      block(
        "input \(GeneratedNames.createInput(name))",
        ["id: ID"]
          + fields.map { field, detail in
            let isNeeded = field.isRequired && field.defaultValue == nil
            return "\(field.name): \(reference(field, detail))\(isNeeded ? "!" : "")"
          })
    }
    if !type.operations.isDisjoint(with: [.update, .delete]) {
      block(
        "input \(GeneratedNames.mutateInput(name))",
        ["id: ID!"] + inputs + ["updatedAt: String!", "_version: String"])
    }
    if type.hasUpdateMany { block("input \(GeneratedNames.updateManyInput(type))", inputs) }
    if type.hasUpdateMany || type.hasDeleteMany {
      block(
        "type \(GeneratedNames.mutationResultList(name))", ["items: [\(name)]!", "count: Int!"])
    }
    if type.hasPush {
      block(
        "input \(GeneratedNames.pushRow(name))",
        ["\(GeneratedNames.rowKey(type)): String", "id: ID!"] + inputs
          + ["updatedAt: String", "_version: String", "_deleted: Boolean"])
      block(
        "type \(GeneratedNames.pushOutcome(name))",
        [
          "id: ID!", "outcome: PushOutcomeEnum!", "state: \(GeneratedNames.delta(name))",
          "message: String",
        ])
    }
    if !type.operations.isDisjoint(with: [.find, .sync]) {
      filter(GeneratedNames.filter(name), type, relations.compactMap(filterLine))
    }
    if !type.operations.isDisjoint(with: [.subCreate, .subUpdate, .subDelete]) {
      if !relations.compactMap(filterLine).isEmpty {
        describe("Looks at one document alone: related ones change without it.")
      }
      filter(GeneratedNames.subscriptionFilter(name), type, [])
    }
  }

  /// A relation in a filter: that a document to which it leads matches.
  private func filterLine(_ relation: RelationField) -> String? {
    let target = parsed.model.types[relation.target]
    guard !target.operations.isDisjoint(with: [.find, .sync]) else { return nil }
    return "\(relation.name): \(GeneratedNames.filter(target.name))"
  }

  private mutating func filter(_ name: String, _ type: TypeModel, _ relations: [String]) {
    block(
      "input \(name)",
      ["id: IDInput"]
        + type.fields.map { "\($0.name): \(GeneratedNames.filterInput($0.type))" } + relations
        + [
          "createdAt: InstantInput", "updatedAt: InstantInput", "and: [\(name)!]",
          "or: [\(name)!]", "not: \(name)",
        ])
  }

  private func line(_ field: FieldModel, required: Bool, _ detail: FieldDetail) -> String {
    let description = field.description.map { "\(quoted($0)) " } ?? ""
    let deprecation = detail.deprecationReason.map { " @deprecated(reason: \(quoted($0)))" } ?? ""
    return
      "\(description)\(field.name): \(reference(field, detail))\(required ? "!" : "")\(deprecation)"
  }

  private func line(_ relation: RelationField) -> String {
    let description = relation.description.map { "\(quoted($0)) " } ?? ""
    let deprecation =
      relation.deprecationReason.map { " @deprecated(reason: \(quoted($0)))" } ?? ""
    let target = parsed.model.types[relation.target]
    switch relation.kind {
    case .one, .back: return "\(description)\(relation.name): \(target.name)\(deprecation)"
    case .many:
      let filter =
        target.operations.isDisjoint(with: [.find, .sync])
        ? "" : "filter: \(GeneratedNames.filter(target.name)), "
      return
        "\(description)\(relation.name)(\(filter)page: PageRequest, orderBy: [OrderByInput!]): [\(target.name)]!\(deprecation)"
    }
  }

  private func reference(_ field: FieldModel, _ detail: FieldDetail) -> String {
    let name = field.type.scalar.name
    return field.type.isList ? "[\(name)\(detail.elementsAreRequired ? "!" : "")]" : name
  }

  // MARK: Writing

  mutating func block(_ head: String, _ lines: [String]) {
    guard !lines.isEmpty else { return }
    text += "\(head) {\n" + lines.map { "  \($0)\n" }.joined() + "}\n"
  }

  mutating func describe(_ description: String?) {
    if let description { text += quoted(description) + "\n" }
  }

  func quoted(_ text: String) -> String { JSON.string(text).description }
}
