import GraphQL

/// The directives and annotations that mark models, and what arguments they take.
enum ModelDirective: String, CaseIterable {
  case model, datasync
  case id, index, `default`, oneToMany, manyToOne, oneToOne, transient

  /// What an argument must be.
  enum Argument {
    case boolean
    case string
    /// One of these words, with or without quotes.
    case word([String])
    case any
  }

  /// Whether it belongs to a type; else to a field.
  var isForTypes: Bool {
    switch self {
    case .model, .datasync: true
    case .id, .index, .default, .oneToMany, .manyToOne, .oneToOne, .transient: false
    }
  }

  /// The arguments by name, in the order in which messages list them.
  var arguments: [(name: String, kind: Argument, isRequired: Bool)] {
    switch self {
    case .model:
      Self.switches.map { ($0, .boolean, false) } + [("plural", .string, false)]
    case .datasync:
      [
        ("conflict", .word(["MERGE", "REJECT", "CLIENT_WINS", "SERVER_WINS"]), false),
        ("merge", .word(["FIELD", "DOCUMENT"]), false),
      ]
    case .id, .transient: []
    case .index: [("name", .string, false)]
    case .default: [("value", .any, true)]
    case .oneToMany: [("field", .string, true), ("key", .string, false)]
    case .manyToOne, .oneToOne: [("field", .string, false), ("key", .string, false)]
    }
  }

  /// The operations that `@model` switches.
  static let switches = [
    "get", "find", "create", "update", "delete", "sync", "subCreate", "subUpdate", "subDelete",
  ]

  /// The names of those for types, or of those for fields.
  static func names(forTypes: Bool) -> Set<String> {
    Set(allCases.filter { $0.isForTypes == forTypes }.map(\.rawValue))
  }

  /// The directives of the specification that may stand in a schema too.
  static let builtIn: Set<String> = ["deprecated", "specifiedBy"]
}

/// The model directives of one type or field, checked.
struct ModelDirectives {
  private var nodes: [ModelDirective: DirectiveNode] = [:]

  /// Checks `directives`; what is wrong goes to `report`. Those in `others` mean nothing here.
  init(
    _ directives: [DirectiveNode], forTypes: Bool, others: Set<String>,
    report: (String, Location) -> Void
  ) {
    for directive in directives {
      let name = directive.name.value
      guard let known = ModelDirective(rawValue: name) else {
        if !others.contains(name), !ModelDirective.builtIn.contains(name) {
          let options = ModelDirective.names(forTypes: forTypes).sorted().map { "@\($0)" }
          report(
            "unknown directive @\(name): \(forTypes ? "types" : "fields") can have \(options.joined(separator: ", ")); define it with `directive @\(name) on …` if it is meant for another program",
            directive.location)
        }
        continue
      }
      guard known.isForTypes == forTypes else {
        report(
          "@\(name) belongs on a \(known.isForTypes ? "type" : "field"), not on a \(forTypes ? "type" : "field")",
          directive.location)
        continue
      }
      guard nodes[known] == nil else {
        report("@\(name) stands here twice; take one away", directive.location)
        continue
      }
      Self.check(directive, known, report)
      nodes[known] = directive
    }
  }

  /// Whether a directive is there.
  func has(_ directive: ModelDirective) -> Bool { nodes[directive] != nil }

  /// Where a directive is.
  func location(of directive: ModelDirective) -> Location? { nodes[directive]?.location }

  /// The value of an argument; nil if it is not there.
  func value(_ directive: ModelDirective, _ argument: String) -> ValueNode? {
    nodes[directive]?.argument(argument)
  }

  /// The text of an argument, a string or a word; nil if it is not there or nothing of that kind.
  func text(_ directive: ModelDirective, _ argument: String) -> String? {
    value(directive, argument)?.text
  }

  private static func check(
    _ node: DirectiveNode, _ directive: ModelDirective, _ report: (String, Location) -> Void
  ) {
    var seen: Set<String> = []
    for argument in node.arguments {
      let name = argument.name.value
      guard let known = directive.arguments.first(where: { $0.name == name }) else {
        let names = directive.arguments.map(\.name)
        report(
          "@\(node.name.value) has no argument \(name)"
            + (names.isEmpty ? "" : "; it has \(names.joined(separator: ", "))"),
          node.location)
        continue
      }
      if !seen.insert(name).inserted {
        report("@\(node.name.value) gives \(name) twice", node.location)
      }
      if let problem = known.kind.problem(with: argument.value) {
        report("@\(node.name.value)(\(name): \(argument.value)): \(problem)", node.location)
      }
    }
    for known in directive.arguments where known.isRequired && node.argument(known.name) == nil {
      report("@\(node.name.value) needs the argument \(known.name)", node.location)
    }
  }
}

extension ModelDirective.Argument {
  /// What is wrong with a value.
  fileprivate func problem(with value: ValueNode) -> String? {
    switch self {
    case .any: return nil
    case .boolean:
      if case .boolean = value { return nil }
      return "write true or false"
    case .string:
      if let text = value.text, !text.isEmpty { return nil }
      return "write a string"
    case .word(let words):
      if let text = value.text, words.contains(text) { return nil }
      return "write one of \(words.joined(separator: ", "))"
    }
  }
}

extension ValueNode {
  /// A string or a word as text.
  var text: String? {
    switch self {
    case .string(let text, _, _): text
    case .enum(let name): name.value
    case .variable, .int, .float, .boolean, .null, .list, .object: nil
    }
  }
}
