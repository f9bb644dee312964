import Documents
import GraphQL

/// Reads the model from a schema text. It goes on behind a mistake, so all are reported at once.
struct ModelParser {
  /// A type of the text with its extensions merged in, and annotations taken out of its description.
  struct Declaration {
    var node: TypeDefinitionNode
    var description: String?
    var directives: ModelDirectives
    var isModel: Bool
  }

  /// The most model types, and the most fields of one: what a table and a catalogue hold with room to spare.
  static let maximumCount = 1_000

  private(set) var errors: [GraphQLError] = []
  /// By name.
  private(set) var declarations: [String: Declaration] = [:]
  /// The names in the order of the text.
  private(set) var names: [String] = []
  /// Directives that the text defines for other programs.
  private(set) var otherDirectives: Set<String> = []
  /// The fields of the model types so far.
  var fields: [String: [ParsedField]] = [:]
  /// The relations of the model types so far.
  var relations: [String: [ParsedRelation]] = [:]
  /// Relations whose key is a field that is written further down, by type.
  var pendingLinks: [String: [(key: String, relation: Relation)]] = [:]

  /// Parses a text.
  /// - Throws: all mistakes, in the order of the text.
  static func parse(_ text: String) throws(GraphQLErrors) -> ParsedModel {
    let document: DocumentNode
    do throws(GraphQLError) {
      document = try DocumentNode(parsing: text, limits: .schema)
    } catch {
      throw GraphQLErrors([error])
    }
    var parser = ModelParser()
    parser.collect(document)
    let parsed = parser.build()
    guard parser.errors.isEmpty else {
      throw GraphQLErrors(
        parser.errors.enumerated().sorted { left, right in
          let a = left.element.locations.first ?? Location(line: .max, column: 0)
          let b = right.element.locations.first ?? Location(line: .max, column: 0)
          return (a.line, a.column, left.offset) < (b.line, b.column, right.offset)
        }.map(\.element))
    }
    return parsed
  }

  /// Notes a mistake.
  mutating func report(_ message: String, _ location: Location) {
    let text = message.prefix(1).uppercased() + message.dropFirst()
    errors.append(GraphQLError(text + ".", .validationFailed, locations: [location]))
  }

  /// The names of the model types in the order of the text.
  var modelNames: [String] { names.filter { declarations[$0]?.isModel == true } }

  // MARK: Definitions

  private mutating func collect(_ document: DocumentNode) {
    var extensions: [TypeDefinitionNode] = []
    var types: [TypeDefinitionNode] = []
    for definition in document.definitions {
      switch definition {
      case .directive(let node):
        if ModelDirective(rawValue: node.name.value) == nil {
          otherDirectives.insert(node.name.value)
        }
      case .type(let node):
        if node.isExtension { extensions.append(node) } else { types.append(node) }
      case .operation(let node):
        report("a schema has no operations; move this one to the client", node.location)
      case .fragment(let node):
        report("a schema has no fragments; move this one to the client", node.location)
      case .schema(let node):
        report("take `schema` away: the root types are generated from the model", node.location)
      }
    }
    var merged: [String: TypeDefinitionNode] = [:]
    var order: [String] = []
    for node in types {
      let name = node.name.value
      if merged[name] != nil {
        report("there are two types \(name); rename or remove one", node.name.location)
        continue
      }
      merged[name] = node
      order.append(name)
    }
    for node in extensions {
      guard let base = merged[node.name.value], base.kind == node.kind else {
        report(
          "there is no \(node.kind.rawValue) \(node.name.value) to extend; define it first",
          node.name.location)
        continue
      }
      merged[node.name.value]?.fields += node.fields
      merged[node.name.value]?.values += node.values
      merged[node.name.value]?.directives += node.directives
    }
    for name in order {
      if let node = merged[name] { declare(node) }
    }
  }

  private mutating func declare(_ node: TypeDefinitionNode) {
    let name = node.name.value
    let location = node.name.location
    switch node.kind {
    case .object, .enum: break
    case .scalar:
      if Documents.ScalarType.named(name) == nil {
        report(
          "the scalar \(name) is not known; there are \(Documents.ScalarType.names.joined(separator: ", "))",
          location)
      }
      return
    case .interface, .union, .inputObject:
      report(
        "\(node.kind.rawValue) \(name) can't be part of a model; use types, enums and scalars",
        location)
      return
    }
    if let problem = ReservedNames.problem(withType: name) { report(problem, location) }
    let annotations = Annotations.parse(
      node.description, names: node.kind == .object ? ModelDirective.names(forTypes: true) : [],
      at: location)
    for problem in annotations.problems { report(problem, location) }
    var mistakes: [(String, Location)] = []
    let directives = ModelDirectives(
      node.directives + annotations.directives, forTypes: true, others: otherDirectives
    ) { mistakes.append(($0, $1)) }
    for (message, location) in mistakes { report(message, location) }
    if directives.has(.datasync), !directives.has(.model) {
      report("@datasync on \(name) needs @model beside it", location)
    }
    if let description = annotations.description, description.utf8.contains(0) {
      report("the description of \(name) contains U+0000", location)
    }
    names.append(name)
    declarations[name] = Declaration(
      node: node, description: annotations.description, directives: directives,
      isModel: node.kind == .object && directives.has(.model))
  }

  // MARK: The model

  private mutating func build() -> ParsedModel {
    for name in names {
      if let declaration = declarations[name], declaration.node.kind == .enum {
        checkValues(declaration.node)
      }
    }
    let modelNames = modelNames
    if modelNames.isEmpty, errors.isEmpty {
      report(
        "no type is marked @model, so there is nothing to store; write `type Name @model { id: ID! … }`",
        Location(line: 1, column: 1))
    }
    if modelNames.count > Self.maximumCount {
      report(
        "there are \(modelNames.count) model types; the limit is \(Self.maximumCount)",
        Location(line: 1, column: 1))
    }
    for name in modelNames { readFields(of: name) }
    for name in modelNames { claimPendingKeys(of: name) }
    for name in modelNames { readOtherSides(of: name) }
    for name in modelNames { checkFields(of: name) }
    let types = modelNames.compactMap { type(named: $0) }
    checkNames(of: types)
    if !types.isEmpty, errors.isEmpty,
      !types.contains(where: { !$0.operations.isDisjoint(with: [.get, .find, .sync]) })
    {
      report(
        "no type can be queried; leave get, find or sync of at least one switched on",
        Location(line: 1, column: 1))
    }
    let used = Set(types.flatMap(\.fields).map(\.type.scalar.name))
    return ParsedModel(
      model: Model(types: types),
      details: modelNames.map { (fields[$0] ?? []).map(\.detail) },
      relations: modelNames.map { resolvedRelations(of: $0, among: modelNames) },
      enums: names.compactMap { name in
        declarations[name].map(\.node).flatMap {
          $0.kind == .enum && used.contains(name) ? $0 : nil
        }
      })
  }

  private mutating func checkValues(_ node: TypeDefinitionNode) {
    if node.values.isEmpty {
      report("the enum \(node.name.value) has no values; add one", node.name.location)
    }
    var seen: Set<String> = []
    for value in node.values where !seen.insert(value.name.value).inserted {
      report(
        "the enum \(node.name.value) has the value \(value.name.value) twice", value.name.location)
    }
  }

  private mutating func type(named name: String) -> TypeModel? {
    guard let declaration = declarations[name] else { return nil }
    let directives = declaration.directives
    var operations = Set(ModelOperation.allCases)
    for `switch` in ModelDirective.switches {
      if case .boolean(false, _)? = directives.value(.model, `switch`),
        let operation = ModelOperation(rawValue: `switch`)
      {
        operations.remove(operation)
      }
    }
    let plural = directives.text(.model, "plural") ?? Plural.of(name)
    if directives.value(.model, "plural") != nil, !isName(plural) {
      report(
        "@model(plural: \"\(plural)\"): a plural is a name of letters, digits and underscores",
        directives.location(of: .model) ?? declaration.node.name.location)
    }
    return TypeModel(
      name: name, plural: plural, description: declaration.description,
      fields: (fields[name] ?? []).map(\.model),
      merge: directives.text(.datasync, "merge").flatMap(MergeGranularity.init) ?? .field,
      conflict: directives.text(.datasync, "conflict").flatMap(ConflictStrategy.init) ?? .merge,
      operations: operations)
  }

  private func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first, !(0x30...0x39).contains(first), !text.hasPrefix("_") else {
      return false
    }
    return text.utf8.allSatisfy {
      (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
        || $0 == UInt8(ascii: "_")
    }
  }
}
