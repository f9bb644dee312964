extension Printer {
  mutating func print(_ node: SchemaNode) {
    description(node.description)
    write(node.isExtension ? "extend schema" : "schema")
    print(node.directives)
    guard !node.rootTypes.isEmpty else { return }
    write(" ")
    block(node.rootTypes) { printer, root, _ in
      printer.write("\(root.kind.rawValue): \(root.type.value)")
    }
  }

  mutating func print(_ node: TypeDefinitionNode) {
    description(node.description)
    if node.isExtension { write("extend ") }
    write("\(node.kind.rawValue) \(node.name.value)")
    if !node.interfaces.isEmpty {
      write(" implements ")
      list(node.interfaces, separator: " & ") { $0.write($1.value) }
    }
    print(node.directives)
    if !node.members.isEmpty {
      write(" = ")
      list(node.members, separator: " | ") { $0.write($1.value) }
    }
    if !node.fields.isEmpty {
      write(" ")
      block(node.fields) { $0.print($1, isFirst: $2) }
    }
    if !node.values.isEmpty {
      write(" ")
      block(node.values) { printer, value, isFirst in
        printer.separate(value.description, isFirst)
        printer.description(value.description)
        printer.write(value.name.value)
        printer.print(value.directives)
      }
    }
    if !node.inputFields.isEmpty {
      write(" ")
      block(node.inputFields) { printer, field, isFirst in
        printer.separate(field.description, isFirst)
        printer.print(field)
      }
    }
  }

  /// An empty line in front of a described item that is not the first one.
  private mutating func separate(_ description: String?, _ isFirst: Bool) {
    if description != nil, !isFirst { emptyLine() }
  }

  private mutating func print(_ node: FieldDefinitionNode, isFirst: Bool) {
    separate(node.description, isFirst)
    description(node.description)
    write(node.name.value)
    print(node.arguments)
    write(": ")
    print(node.type)
    print(node.directives)
  }

  private mutating func print(_ arguments: [InputValueNode]) {
    guard !arguments.isEmpty else { return }
    if arguments.contains(where: { $0.description != nil }) {
      lines(arguments) { $0.print($1) }
    } else {
      write("(")
      list(arguments) { $0.print($1) }
      write(")")
    }
  }

  private mutating func print(_ node: InputValueNode) {
    description(node.description)
    write("\(node.name.value): ")
    print(node.type)
    if let value = node.defaultValue {
      write(" = ")
      print(value)
    }
    print(node.directives)
  }

  mutating func print(_ node: DirectiveDefinitionNode) {
    description(node.description)
    write("directive @\(node.name.value)")
    print(node.arguments)
    write(node.isRepeatable ? " repeatable on " : " on ")
    list(node.locations, separator: " | ") { $0.write($1.rawValue) }
  }
}
