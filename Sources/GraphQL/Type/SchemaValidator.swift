/// Checks what the specification demands of a schema, beyond what the builder has checked.
struct SchemaValidator {
  let schema: Schema
  private let list = ErrorList(limit: 100)

  init(schema: Schema) { self.schema = schema }

  /// Notes a mistake.
  func report(_ message: @autoclosure () -> String, _ locations: Location...) {
    list.report(message(), at: locations)
  }

  /// Checks a constant value where one of a type is expected.
  func check(_ literal: ValueNode, for type: TypeReference) {
    guard !list.isFull else { return }
    var check = LiteralCheck(schema: schema)
    check.check(literal, for: type)
    for error in check.errors + UniqueInputFieldNames.mistakes(in: literal) { list.add(error) }
  }

  /// The mistakes, at most 100, in the order of the types.
  func validate() -> [GraphQLError] {
    check(schema.schemaDirectives, at: .schema)
    for directive in schema.directives where !directive.isBuiltIn {
      checkName(directive.name, "Directive \"@\(directive.name)\"", directive.location)
      check(arguments: directive.arguments, of: "@\(directive.name)")
    }
    for type in schema.types where !type.name.hasPrefix("__") { check(type) }
    checkDirectiveCycles()
    if list.errors.isEmpty { checkInputCycles() }
    return list.errors
  }

  private func checkName(_ name: String, _ what: String, _ location: Location) {
    if name.utf8.starts(with: "__".utf8) {
      report(
        "\(what) must not begin with \"__\", which is reserved for introspection.", location)
    }
  }

  private func checkUnique(_ names: [(String, Location)], _ what: (String) -> String) {
    var seen: [String: Location] = [:]
    for (name, location) in names {
      if let first = seen[name] {
        report(what(name), first, location)
      } else {
        seen[name] = location
      }
    }
  }

  private func check(_ type: NamedType) {
    let name = type.name
    switch type {
    case .scalar(let scalar):
      if scalar.builtIn == nil { check(type.directives, at: .scalar) }
    case .object:
      check(type.directives, at: .object)
      checkFields(type)
      checkInterfaces(type)
    case .interface:
      check(type.directives, at: .interface)
      checkFields(type)
      checkInterfaces(type)
    case .union(let union):
      check(type.directives, at: .union)
      check(union)
    case .enum(let enumType):
      check(type.directives, at: .enum)
      if enumType.values.isEmpty {
        report("Enum type \"\(name)\" must define one or more values.", type.location)
      }
      checkUnique(enumType.values.map { ($0.name, $0.location) }) {
        "Enum value \"\(name).\($0)\" can only be defined once."
      }
      for value in enumType.values {
        checkName(value.name, "Enum value \"\(name).\(value.name)\"", value.location)
        check(value.directives, at: .enumValue)
      }
    case .inputObject(let input):
      check(type.directives, at: .inputObject)
      check(input)
    }
  }

  private func checkFields(_ type: NamedType) {
    if type.fields.isEmpty {
      report("Type \"\(type.name)\" must define one or more fields.", type.location)
    }
    checkUnique(type.fields.map { ($0.name, $0.location) }) {
      "Field \"\(type.name).\($0)\" can only be defined once."
    }
    for field in type.fields {
      let path = "\(type.name).\(field.name)"
      checkName(field.name, "Field \"\(path)\"", field.location)
      check(field.directives, at: .fieldDefinition)
      if let named = known(field.type, at: field.location), case .inputObject = named {
        report(
          "The type of field \"\(path)\" must be an output type, but \"\(named.name)\" is an "
            + "input type.",
          field.location)
      }
      check(arguments: field.arguments, of: path)
    }
  }

  private func known(_ type: TypeReference, at location: Location) -> NamedType? {
    let name = type.typeName
    if let named = schema.type(named: name) { return named }
    report(
      "Unknown type \"\(name)\"." + Suggestions.didYouMean(name, schema.types.map(\.name)),
      location)
    return nil
  }

  private func check(arguments: [InputValueDefinition], of path: String) {
    checkUnique(arguments.map { ($0.name, $0.location) }) {
      "Argument \"\(path)(\($0):)\" can only be defined once."
    }
    for argument in arguments {
      checkName(argument.name, "Argument \"\(path)(\(argument.name):)\"", argument.location)
      check(argument.directives, at: .argumentDefinition)
      checkInput(argument, "argument \"\(path)(\(argument.name):)\"")
    }
  }

  private func checkInput(_ value: InputValueDefinition, _ what: String) {
    guard let named = known(value.type, at: value.location) else { return }
    guard named.isInput else {
      report(
        "The type of \(what) must be an input type, but \"\(named.name)\" is not one.",
        value.location)
      return
    }
    if value.isRequired, value.deprecationReason != nil {
      report("The required \(what) can't be deprecated.", value.location)
    }
    if let literal = value.defaultValue { check(literal, for: value.type) }
  }

  private func check(_ union: UnionType) {
    if union.members.isEmpty {
      report("Union type \"\(union.name)\" must define one or more member types.", union.location)
    }
    checkUnique(union.memberNodes.map { ($0.value, $0.location) }) {
      "Union type \"\(union.name)\" can only include type \"\($0)\" once."
    }
    for member in union.memberNodes {
      guard let type = known(.named(member.value), at: member.location) else { continue }
      if case .object = type { continue }
      report(
        "Union type \"\(union.name)\" can only include object types, it cannot include "
          + "\"\(member.value)\".",
        member.location)
    }
  }

  private func check(_ input: InputObjectType) {
    if input.fields.isEmpty {
      report("Input object type \"\(input.name)\" must define one or more fields.", input.location)
    }
    checkUnique(input.fields.map { ($0.name, $0.location) }) {
      "Input field \"\(input.name).\($0)\" can only be defined once."
    }
    for field in input.fields {
      let path = "\(input.name).\(field.name)"
      checkName(field.name, "Input field \"\(path)\"", field.location)
      check(field.directives, at: .inputFieldDefinition)
      checkInput(field, "input field \"\(path)\"")
      guard input.isOneOf else { continue }
      if field.type.isNonNull {
        report("OneOf input field \"\(path)\" must be nullable.", field.location)
      }
      if field.defaultValue != nil {
        report("OneOf input field \"\(path)\" cannot have a default value.", field.location)
      }
    }
  }
}
