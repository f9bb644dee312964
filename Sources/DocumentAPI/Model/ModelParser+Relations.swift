import Documents
import GraphQL

/// A field that refers to documents of a model type.
struct Relation {
  var node: FieldDefinitionNode
  var owner: String
  var target: String
  var shape: FieldShape
  var directives: ModelDirectives
  var description: String?

  var name: String { "\(owner).\(node.name.value)" }
}

/// Relations are stored as the key on their "one" side: `note: Note` as `noteId: ID`. The other side, a list, is not stored.
extension ModelParser {
  /// Reads a relation: checks it, and adds its key if it has one here.
  mutating func readRelation(_ relation: Relation) {
    let directives = relation.directives
    let location = relation.node.name.location
    let kinds = [ModelDirective.oneToMany, .manyToOne, .oneToOne].filter(directives.has)
    if kinds.count > 1 {
      return report("\(relation.name) has several kinds of relation; keep one", location)
    }
    if directives.has(.default) {
      report("@default on \(relation.name): a relation has no default", location)
    }
    if relation.shape.isList {
      guard let kind = kinds.first else {
        return report(
          "\(relation.name) is a list of \(relation.target), so it needs @oneToMany(field: \"…\"), naming the field of \(relation.target) that refers back",
          location)
      }
      if kind != .oneToMany {
        report(
          "\(relation.name) is a list, so it needs @oneToMany, not @\(kind.rawValue)", location)
      }
      return
    }
    if directives.has(.oneToMany) {
      return report(
        "\(relation.name) is not a list: write `[\(relation.target)]`, or use @manyToOne", location)
    }
    checkOtherSide(of: relation, kinds.first)
    if let key = keyOfOneToOneElsewhere(relation) {
      return add(relation, key: key, side: .back)
    }
    addKey(of: relation)
  }

  private mutating func add(_ relation: Relation, key: String, side: ParsedRelation.Side) {
    relations[relation.owner, default: []].append(
      ParsedRelation(
        name: relation.node.name.value, description: relation.description,
        deprecationReason: relation.node.directives.deprecationReason, target: relation.target,
        key: key, side: side, location: relation.node.name.location))
  }

  /// Where both sides of a relation are written, they must fit.
  private mutating func checkOtherSide(of relation: Relation, _ kind: ModelDirective?) {
    guard let kind, let name = relation.directives.text(kind, "field"),
      let other = declarations[relation.target]?.node.fields.first(where: { $0.name.value == name })
    else { return }
    let isList = FieldShape(other.type)?.isList ?? false
    if other.type.innermostName.value != relation.owner || isList != (kind == .manyToOne) {
      report(
        "\(relation.name): \(relation.target).\(name) has the type \(other.type), but should be \(kind == .manyToOne ? "`[\(relation.owner)]`" : "`\(relation.owner)`")",
        relation.directives.location(of: kind) ?? relation.node.name.location)
    }
  }

  /// The key of a one-to-one relation of which this is the side without; nil where the key is here. Of two sides that are written, the
  /// one marked `@oneToOne` has it; of two that are marked, the one with `key:`.
  private mutating func keyOfOneToOneElsewhere(_ relation: Relation) -> String? {
    guard !relation.directives.has(.manyToOne) else { return nil }
    let field = relation.node.name.value
    let ownName = relation.directives.text(.oneToOne, "field")
    for node in declarations[relation.target]?.node.fields ?? []
    where node.type.innermostName.value == relation.owner && FieldShape(node.type)?.isList == false
      && !(relation.owner == relation.target && node.name.value == field)
    {
      let other = relationDirectives(of: node)
      let namesThis = other.text(.oneToOne, "field") == field
      guard namesThis || ownName == node.name.value else { continue }
      let otherKey = other.text(.oneToOne, "key")
      let key = otherKey ?? "\(node.name.value)Id"
      guard relation.directives.has(.oneToOne) else { return key }
      guard other.has(.oneToOne) else { return nil }
      switch (relation.directives.text(.oneToOne, "key"), otherKey) {
      case (_?, nil): return nil
      case (nil, _?): return key
      case (nil, nil), (_?, _?):
        report(
          "\(relation.name) and \(relation.target).\(node.name.value) are two sides of one relation, marked @oneToOne both: give one of them `key:`, which then has the key, and not the other",
          relation.directives.location(of: .oneToOne) ?? relation.node.name.location)
        return nil
      }
    }
    return nil
  }

  private mutating func addKey(of relation: Relation) {
    let field = relation.node.name.value
    let ownKey =
      relation.directives.text(.manyToOne, "key") ?? relation.directives.text(.oneToOne, "key")
    let otherKey = keyOnOtherSide(of: relation)
    if let ownKey, let otherKey, ownKey != otherKey {
      report(
        "\(relation.name) has the key \(ownKey) here and \(otherKey) on \(relation.target); choose one",
        relation.node.name.location)
    }
    let key = ownKey ?? otherKey ?? "\(field)Id"
    if let problem = ReservedNames.problem(withField: key) {
      return report("\(relation.name): the key \(key): \(problem)", relation.node.name.location)
    }
    guard key != field else {
      return report(
        "\(relation.name) and its key can't have one name; give the key another, as `key: \"\(field)Id\"`",
        relation.node.name.location)
    }
    add(relation, key: key, side: .one)
    let link = RelationModel(field: field, target: relation.target)
    let owner = relation.owner
    if let index = fields[owner]?.firstIndex(where: { $0.model.name == key }) {
      claim(index, for: relation, link)
      return
    }
    if declarations[owner]?.node.fields.contains(where: { $0.name.value == key }) == true {
      // The key is a field of its own further down; it is claimed when all fields are read.
      pendingLinks[owner, default: []].append((key, relation))
      return
    }
    fields[owner, default: []].append(
      ParsedField(
        model: FieldModel(
          name: key, description: relation.description, type: FieldType(.id),
          isRequired: relation.shape.isRequired, isIndexed: true, relation: link),
        location: relation.node.name.location))
  }

  /// Makes a field that is written out the key of a relation.
  private mutating func claim(_ index: Int, for relation: Relation, _ link: RelationModel) {
    guard let key = fields[relation.owner]?[index].model else { return }
    if key.type != FieldType(.id) {
      return report(
        "\(relation.owner).\(key.name) is the key of \(relation.node.name.value), so its type must be ID",
        fields[relation.owner]?[index].location ?? relation.node.name.location)
    }
    if let other = key.relation {
      return report(
        "\(relation.owner).\(key.name) is the key of \(other.field) already; give \(relation.node.name.value) another with `key:`",
        relation.node.name.location)
    }
    fields[relation.owner]?[index].model.relation = link
    fields[relation.owner]?[index].model.isIndexed = true
    if relation.shape.isRequired { fields[relation.owner]?[index].model.isRequired = true }
  }

  /// The key that `@oneToMany(field:, key:)` of the target gives this relation.
  private func keyOnOtherSide(of relation: Relation) -> String? {
    for node in declarations[relation.target]?.node.fields ?? []
    where node.type.innermostName.value == relation.owner {
      let directives = relationDirectives(of: node)
      if directives.text(.oneToMany, "field") == relation.node.name.value {
        return directives.text(.oneToMany, "key")
      }
    }
    return nil
  }

  /// The directives of a field whose mistakes are reported elsewhere.
  func relationDirectives(of node: FieldDefinitionNode) -> ModelDirectives {
    let annotations = Annotations.parse(
      node.description, names: ModelDirective.names(forTypes: false), at: node.name.location)
    return ModelDirectives(
      node.directives + annotations.directives, forTypes: false, others: otherDirectives
    ) { _, _ in }
  }

  /// Claims keys that are fields further down than their relation.
  mutating func claimPendingKeys(of name: String) {
    for (key, relation) in pendingLinks[name] ?? [] {
      if let index = fields[name]?.firstIndex(where: { $0.model.name == key }) {
        claim(
          index, for: relation,
          RelationModel(field: relation.node.name.value, target: relation.target))
      }
    }
  }
}
