import Documents
import GraphQL

/// A relation has two sides. Lists are read here, once all keys are known; and a side that is named but not written is added.
extension ModelParser {
  /// Reads the lists of a type, and adds the sides that its relations imply on other types.
  mutating func readOtherSides(of name: String) {
    for node in declarations[name]?.node.fields ?? [] {
      let directives = relationDirectives(of: node)
      let target = node.type.innermostName.value
      guard !directives.has(.transient), let declaration = declarations[target],
        declaration.isModel, let shape = FieldShape(node.type)
      else { continue }
      if shape.isList {
        if let back = directives.text(.oneToMany, "field") {
          readList(node, directives, of: name, target: declaration, back: back)
        }
      } else if let field = directives.text(.manyToOne, "field") {
        addInverse(field, .many, of: node, owner: name, target: target)
      } else if let field = directives.text(.oneToOne, "field") {
        addInverse(field, .back, of: node, owner: name, target: target)
      }
    }
  }

  /// Reads a `@oneToMany`: where its other side is not written, that side gets its field and its key.
  private mutating func readList(
    _ node: FieldDefinitionNode, _ directives: ModelDirectives, of name: String,
    target: Declaration, back: String
  ) {
    let targetName = target.node.name.value
    let location = directives.location(of: .oneToMany) ?? node.name.location
    let place = "\(name).\(node.name.value)"
    if let other = target.node.fields.first(where: { $0.name.value == back }),
      other.type.innermostName.value != name || FieldShape(other.type)?.isList != false
    {
      return report(
        "\(place): \(targetName).\(back) has the type \(other.type), but should be `\(name)`",
        location)
    }
    if key(of: back, on: targetName, to: name) == nil {
      imply(
        back, on: targetName, to: name, key: directives.text(.oneToMany, "key"), place, location)
    }
    // Without a key a mistake is reported already.
    guard let key = key(of: back, on: targetName, to: name) else { return }
    relations[name, default: []].append(
      ParsedRelation(
        name: node.name.value, description: description(of: node),
        deprecationReason: node.directives.deprecationReason, target: targetName, key: key,
        side: .many, location: node.name.location))
  }

  /// The key of a field that leads from a type to one document of another.
  private func key(of field: String, on name: String, to target: String) -> String? {
    relations[name]?.first { $0.name == field && $0.side == .one && $0.target == target }?.key
  }

  /// Adds the "one" side of a list, and its key.
  private mutating func imply(
    _ back: String, on target: String, to name: String, key: String?, _ place: String,
    _ location: Location
  ) {
    let key = key ?? "\(back)Id"
    if let problem = ReservedNames.problem(withField: back)
      ?? ReservedNames.problem(withField: key)
    {
      return report("\(place): \(problem)", location)
    }
    let link = RelationModel(field: back, target: name)
    if let index = fields[target]?.firstIndex(where: { $0.model.name == key }) {
      guard fields[target]?[index].model.type == FieldType(.id),
        fields[target]?[index].model.relation == nil
      else {
        return report(
          "\(place): \(target).\(key) can't be its key; give another with `key:`", location)
      }
      fields[target]?[index].model.relation = link
      fields[target]?[index].model.isIndexed = true
    } else {
      fields[target, default: []].append(
        ParsedField(
          model: FieldModel(name: key, type: FieldType(.id), isIndexed: true, relation: link),
          location: location))
    }
    relations[target, default: []].append(
      ParsedRelation(name: back, target: name, key: key, side: .one, location: location))
  }

  /// Adds the side that a `@manyToOne(field:)` or `@oneToOne(field:)` names, where it is not written.
  private mutating func addInverse(
    _ field: String, _ side: ParsedRelation.Side, of node: FieldDefinitionNode, owner: String,
    target: String
  ) {
    guard declarations[target]?.node.fields.contains(where: { $0.name.value == field }) == false,
      let key = key(of: node.name.value, on: owner, to: target)
    else { return }
    if let problem = ReservedNames.problem(withField: field) {
      return report(
        "\(owner).\(node.name.value): \(target).\(field): \(problem)", node.name.location)
    }
    relations[target, default: []].append(
      ParsedRelation(
        name: field, target: owner, key: key, side: side, location: node.name.location))
  }

  /// The relations of a type with the indexes of types and keys; one with a mistake may be missing.
  func resolvedRelations(of name: String, among names: [String]) -> [RelationField] {
    (relations[name] ?? []).compactMap { relation in
      let keyOwner = relation.side == .one ? name : relation.target
      guard let target = names.firstIndex(of: relation.target),
        let key = fields[keyOwner]?.firstIndex(where: { $0.model.name == relation.key })
      else { return nil }
      let kind: RelationField.Kind =
        switch relation.side {
        case .one: .one(key: key)
        case .many: .many(key: key)
        case .back: .back(key: key)
        }
      return RelationField(
        name: relation.name, description: relation.description,
        deprecationReason: relation.deprecationReason, target: target, kind: kind)
    }
  }

  /// What the description of a field says besides annotations.
  private func description(of node: FieldDefinitionNode) -> String? {
    Annotations.parse(
      node.description, names: ModelDirective.names(forTypes: false), at: node.name.location
    ).description
  }
}
