import Documents
import GraphQL

/// A stored field while the model is read.
struct ParsedField {
  var model: FieldModel
  var detail = FieldDetail()
  /// Where the field is named.
  var location: Location
}

extension ModelParser {
  /// Reads the fields of a model type as far as they say themselves what they are.
  mutating func readFields(of name: String) {
    guard let declaration = declarations[name] else { return }
    var seen: [String: String] = [:]
    var hasID = false
    for node in declaration.node.fields {
      let field = node.name.value
      let location = node.name.location
      if let other = seen[field.lowercased()] {
        report(
          other == field
            ? "\(name) has the field \(field) twice; rename or remove one"
            : "\(name) has the fields \(other) and \(field), which differ in nothing but case; rename one",
          location)
        continue
      }
      seen[field.lowercased()] = field
      if field == "id" {
        hasID = true
        checkID(node, of: name)
        continue
      }
      if let problem = ReservedNames.problem(withField: field) {
        report("\(name).\(field): \(problem)", location)
        continue
      }
      read(node, of: name)
    }
    if !hasID {
      report("\(name) has no id; add the field `id: ID!`", declaration.node.name.location)
    }
  }

  /// Checks that no two fields, keys and relations among them, have names that differ in nothing but case; and how many there are.
  mutating func checkFields(of name: String) {
    var seen: [String: String] = [:]
    let all =
      (fields[name] ?? []).map { ($0.model.name, $0.location) }
      + (relations[name] ?? []).map { ($0.name, $0.location) }
    for (field, location) in all {
      let folded = field.lowercased()
      if let other = seen[folded] {
        report(
          other == field
            ? "\(name) needs the field \(field) twice, for a relation and for something else; rename one"
            : "\(name) has the fields \(other) and \(field), which differ in nothing but case; rename one",
          location)
      }
      seen[folded] = field
    }
    if let count = fields[name]?.count, count > Self.maximumCount,
      let location = declarations[name]?.node.name.location
    {
      report("\(name) has \(count) fields; the limit is \(Self.maximumCount)", location)
    }
  }

  private mutating func checkID(_ node: FieldDefinitionNode, of name: String) {
    if "\(node.type)" != "ID!" {
      report(
        "\(name).id has the type \(node.type); ids are texts, so write `id: ID!`",
        node.type.location)
    }
    let directives = directives(of: node, of: name).0
    for unfit in ModelDirective.allCases
    where directives.has(unfit) && unfit != .id && unfit != .index {
      report(
        "@\(unfit.rawValue) can't stand on \(name).id",
        directives.location(of: unfit) ?? node.name.location)
    }
  }

  private mutating func directives(
    of node: FieldDefinitionNode, of name: String
  ) -> (ModelDirectives, String?) {
    let annotations = Annotations.parse(
      node.description, names: ModelDirective.names(forTypes: false), at: node.name.location)
    for problem in annotations.problems { report(problem, node.name.location) }
    if let description = annotations.description, description.utf8.contains(0) {
      report(
        "the description of \(name).\(node.name.value) contains U+0000", node.name.location)
    }
    var mistakes: [(String, Location)] = []
    let directives = ModelDirectives(
      node.directives + annotations.directives, forTypes: false, others: otherDirectives
    ) { mistakes.append(($0, $1)) }
    for (message, location) in mistakes { report(message, location) }
    return (directives, annotations.description)
  }

  private mutating func read(_ node: FieldDefinitionNode, of name: String) {
    let field = node.name.value
    let location = node.name.location
    let (directives, description) = directives(of: node, of: name)
    if !node.arguments.isEmpty {
      report(
        "\(name).\(field) has arguments; fields of a model are stored and have none", location)
    }
    if directives.has(.id) {
      report(
        "@id on \(name).\(field): the id of a document is its field `id: ID!`",
        directives.location(of: .id) ?? location)
    }
    if directives.has(.transient) { return }
    guard let shape = FieldShape(node.type) else {
      report(
        "\(name).\(field) is a list of lists, which can't be stored; use JSON", node.type.location)
      return
    }
    let target = node.type.innermostName
    if declarations[target.value]?.isModel == true {
      readRelation(
        Relation(
          node: node, owner: name, target: target.value, shape: shape, directives: directives,
          description: description))
      return
    }
    for relation in [ModelDirective.oneToMany, .manyToOne, .oneToOne]
    where directives.has(relation) {
      report(
        "@\(relation.rawValue) on \(name).\(field): \(target.value) is not a type marked @model",
        directives.location(of: relation) ?? location)
    }
    guard let scalar = scalar(of: target, field: "\(name).\(field)") else { return }
    var model = FieldModel(
      name: field, description: description, type: FieldType(scalar, isList: shape.isList),
      isRequired: shape.isRequired, isIndexed: directives.has(.index))
    if let value = directives.value(.default, "value") {
      do throws(ScalarError) {
        model.defaultValue = try model.type.value(
          of: value, elementsAreRequired: shape.elementsAreRequired)
        if model.defaultValue == .null, model.isRequired {
          report("@default on \(name).\(field): the field can't be null", location)
        }
      } catch {
        report(
          "@default on \(name).\(field): \(error.description)",
          directives.location(of: .default) ?? location)
      }
    }
    fields[name, default: []].append(
      ParsedField(
        model: model,
        detail: FieldDetail(
          elementsAreRequired: shape.elementsAreRequired,
          deprecationReason: node.directives.deprecationReason),
        location: location))
  }

  /// The scalar as which a type is stored; nil, and a mistake reported, if there is no such type.
  private mutating func scalar(of name: NameNode, field: String) -> Documents.ScalarType? {
    if let declaration = declarations[name.value] {
      return declaration.node.kind == .enum
        ? .enumeration(name: name.value, values: declaration.node.values.map(\.name.value)) : .json
    }
    if let scalar = Documents.ScalarType.named(name.value) { return scalar }
    let near = (names + Documents.ScalarType.names).filter {
      $0.lowercased() == name.value.lowercased()
    }
    report(
      "\(field) has the unknown type \(name.value)"
        + (near.isEmpty
          ? "; define it, or use one of \(Documents.ScalarType.names.joined(separator: ", "))"
          : "; did you mean \(near.joined(separator: " or "))?"),
      name.location)
    return nil
  }
}

/// How a field's type is wrapped.
struct FieldShape {
  var isList: Bool
  var isRequired: Bool
  var elementsAreRequired: Bool

  /// Nil for a list of lists.
  init?(_ type: TypeNode) {
    var type = type
    isRequired = false
    elementsAreRequired = false
    isList = false
    if case .nonNull(let inner, _) = type {
      isRequired = true
      type = inner
    }
    if case .list(let element, _) = type {
      isList = true
      type = element
      if case .nonNull(let inner, _) = type {
        elementsAreRequired = true
        type = inner
      }
    }
    guard case .named = type else { return nil }
  }
}

extension Documents.ScalarType {
  /// The scalars that need no definition.
  static let all: [Documents.ScalarType] = [
    .string, .int, .float, .boolean, .id, .dateTime, .date, .time, .timestamp, .bigInt, .json,
  ]

  /// Their names.
  static let names = all.map(\.name)

  /// The scalar of a name.
  static func named(_ name: String) -> Documents.ScalarType? { all.first { $0.name == name } }
}

extension [DirectiveNode] {
  /// Why something should not be used any more, if `@deprecated` says so.
  var deprecationReason: String? {
    first { $0.name.value == "deprecated" }.map {
      $0.argument("reason")?.text ?? "No longer supported"
    }
  }
}
