/// Writes syntax trees as source text: one definition after the other, indented by two spaces.
struct Printer {
  private(set) var out = ""
  private var indentation = 0

  mutating func write(_ text: String) { out += text }

  mutating func newLine() {
    out += "\n"
    for _ in 0..<indentation { out += "  " }
  }

  /// Turns the line just begun into an empty one, and begins another.
  mutating func emptyLine() {
    while out.utf8.last == 0x20 { out.unicodeScalars.removeLast() }
    newLine()
  }

  mutating func print(_ document: DocumentNode) {
    for (index, definition) in document.definitions.enumerated() {
      if index > 0 { out += "\n\n" }
      print(definition)
    }
  }

  mutating func print(_ definition: DefinitionNode) {
    switch definition {
    case .operation(let node): print(node)
    case .fragment(let node): print(node)
    case .schema(let node): print(node)
    case .type(let node): print(node)
    case .directive(let node): print(node)
    }
  }

  /// Items in braces, one a line.
  mutating func block<Item>(_ items: [Item], _ item: (inout Printer, Item, Bool) -> Void) {
    write("{")
    indentation += 1
    for (index, each) in items.enumerated() {
      newLine()
      item(&self, each, index == 0)
    }
    indentation -= 1
    newLine()
    write("}")
  }

  /// Items in parentheses, one a line.
  mutating func lines<Item>(_ items: [Item], _ item: (inout Printer, Item) -> Void) {
    write("(")
    indentation += 1
    for each in items {
      newLine()
      item(&self, each)
    }
    indentation -= 1
    newLine()
    write(")")
  }

  mutating func list<Item>(
    _ items: [Item], separator: String = ", ", _ item: (inout Printer, Item) -> Void
  ) {
    for (index, each) in items.enumerated() {
      if index > 0 { write(separator) }
      item(&self, each)
    }
  }

  /// A description in front of what it describes, and a line break.
  mutating func description(_ description: String?) {
    guard let description else { return }
    if BlockString.canPrint(description) {
      let lines = BlockString.print(description).split(
        separator: "\n", omittingEmptySubsequences: false)
      for (index, line) in lines.enumerated() {
        if index > 0 { if line.isEmpty { out += "\n" } else { newLine() } }
        write(String(line))
      }
    } else {
      quote(description)
    }
    newLine()
  }
}

extension Printer {
  private mutating func print(_ node: OperationNode) {
    description(node.description)
    let isShorthand =
      node.kind == .query && node.name == nil && node.variables.isEmpty
      && node.directives.isEmpty && node.description == nil
    if !isShorthand {
      write(node.kind.rawValue)
      if let name = node.name { write(" " + name.value) }
      if !node.variables.isEmpty {
        if node.name == nil { write(" ") }
        if node.variables.contains(where: { $0.description != nil }) {
          lines(node.variables) { $0.print($1) }
        } else {
          write("(")
          list(node.variables) { $0.print($1) }
          write(")")
        }
      }
      print(node.directives)
      write(" ")
    }
    print(node.selectionSet)
  }

  private mutating func print(_ node: VariableNode) {
    description(node.description)
    write("$\(node.name.value): ")
    print(node.type)
    if let value = node.defaultValue {
      write(" = ")
      print(value)
    }
    print(node.directives)
  }

  private mutating func print(_ node: FragmentNode) {
    description(node.description)
    write("fragment \(node.name.value) on \(node.typeCondition.value)")
    print(node.directives)
    write(" ")
    print(node.selectionSet)
  }

  mutating func print(_ node: SelectionSetNode) {
    block(node.selections) { printer, selection, _ in
      switch selection {
      case .field(let field): printer.print(field)
      case .spread(let spread):
        printer.write("...\(spread.name.value)")
        printer.print(spread.directives)
      case .inlineFragment(let fragment):
        printer.write("...")
        if let type = fragment.typeCondition { printer.write(" on \(type.value)") }
        printer.print(fragment.directives)
        printer.write(" ")
        printer.print(fragment.selectionSet)
      }
    }
  }

  private mutating func print(_ node: FieldNode) {
    if let alias = node.alias { write("\(alias.value): ") }
    write(node.name.value)
    print(node.arguments)
    print(node.directives)
    if let selectionSet = node.selectionSet {
      write(" ")
      print(selectionSet)
    }
  }

  mutating func print(_ arguments: [ArgumentNode]) {
    guard !arguments.isEmpty else { return }
    write("(")
    list(arguments) { printer, argument in
      printer.write("\(argument.name.value): ")
      printer.print(argument.value)
    }
    write(")")
  }

  mutating func print(_ directives: [DirectiveNode]) {
    for directive in directives {
      write(" @\(directive.name.value)")
      print(directive.arguments)
    }
  }

  mutating func print(_ type: TypeNode) {
    switch type {
    case .named(let name): write(name.value)
    case .list(let inner, _):
      write("[")
      print(inner)
      write("]")
    case .nonNull(let inner, _):
      print(inner)
      write("!")
    }
  }

  mutating func print(_ value: ValueNode) {
    switch value {
    case .variable(let name): write("$\(name.value)")
    case .int(let text, _), .float(let text, _): write(text)
    case .string(let text, let isBlock, _):
      if isBlock, BlockString.canPrint(text), !text.utf8.contains(0x0A) {
        write(BlockString.print(text))
      } else {
        quote(text)
      }
    case .boolean(let flag, _): write(flag ? "true" : "false")
    case .null: write("null")
    case .enum(let name): write(name.value)
    case .list(let items, _):
      write("[")
      list(items) { $0.print($1) }
      write("]")
    case .object(let fields, _):
      write("{")
      list(fields) { printer, field in
        printer.write("\(field.name.value): ")
        printer.print(field.value)
      }
      write("}")
    }
  }

  /// A string in quotes. All that GraphQL must or JSON would escape is escaped, and DEL with the
  /// controls.
  mutating func quote(_ text: String) {
    write("\"")
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": write("\\\"")
      case "\\": write("\\\\")
      case "\u{8}": write("\\b")
      case "\t": write("\\t")
      case "\n": write("\\n")
      case "\u{C}": write("\\f")
      case "\r": write("\\r")
      default:
        if scalar.value < 0x20 || (scalar.value >= 0x7F && scalar.value < 0xA0) {
          let code = String(scalar.value, radix: 16, uppercase: true)
          write("\\u" + String(repeating: "0", count: 4 - code.count) + code)
        } else {
          out.unicodeScalars.append(scalar)
        }
      }
    }
    write("\"")
  }
}

extension DocumentNode: CustomStringConvertible {
  /// The document as source text.
  public var description: String {
    var printer = Printer()
    printer.print(self)
    return printer.out
  }
}

extension DefinitionNode: CustomStringConvertible {
  /// The definition as source text.
  public var description: String {
    var printer = Printer()
    printer.print(self)
    return printer.out
  }
}

extension ValueNode: CustomStringConvertible {
  /// The value as source text, on one line.
  public var description: String {
    var printer = Printer()
    printer.print(self)
    return printer.out
  }
}

extension TypeNode: CustomStringConvertible {
  /// The type as source text.
  public var description: String {
    var printer = Printer()
    printer.print(self)
    return printer.out
  }
}

extension SelectionSetNode: CustomStringConvertible {
  /// The selection set as source text.
  public var description: String {
    var printer = Printer()
    printer.print(self)
    return printer.out
  }
}
