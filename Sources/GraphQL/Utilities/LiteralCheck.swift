/// Says what is wrong with a literal for a type; the whole of the rule "values of correct type".
/// Variables are taken as right here: another rule looks at their positions.
struct LiteralCheck {
  let schema: Schema
  private(set) var errors: [GraphQLError] = []

  init(schema: Schema) { self.schema = schema }

  /// Checks one literal and adds what is wrong.
  mutating func check(_ literal: ValueNode, for type: TypeReference) {
    if case .variable = literal { return }
    switch type {
    case .nonNull(let inner):
      if case .null = literal {
        report("Expected value of type \"\(type)\", found null.", literal.location)
      } else {
        check(literal, for: inner)
      }
    case .list(let inner):
      if case .list(let items, _) = literal {
        for item in items { check(item, for: inner) }
      } else if case .null = literal {
        return
      } else {
        check(literal, for: inner)
      }
    case .named(let name):
      if case .null = literal { return }
      checkNamed(literal, name)
    }
  }

  private mutating func report(_ message: String, _ location: Location) {
    errors.append(GraphQLError(message, .validationFailed, locations: [location]))
  }

  private mutating func checkNamed(_ literal: ValueNode, _ name: String) {
    switch schema.type(named: name) {
    case .scalar(let type)?:
      do throws(CoercionError) {
        if let builtIn = type.builtIn {
          _ = try builtIn.parse(literal: literal)
        } else if !literal.hasVariables {
          let coercion = InputCoercion(schema: schema)
          _ = try type.coding.parse(coercion.untyped(literal, variables: [:]))
        }
      } catch {
        report(error.message, literal.location)
      }
    case .enum(let type)?:
      guard case .enum(let value) = literal else {
        report(
          "Enum \"\(name)\" cannot represent non-enum value: \(literal)."
            + suggestion(literal, type), literal.location)
        return
      }
      if type.value(named: value.value) == nil {
        report(
          "Value \"\(value.value)\" does not exist in \"\(name)\" enum."
            + Suggestions.didYouMeanEnum(value.value, type.values.map(\.name)), literal.location)
      }
    case .inputObject(let type)?:
      guard case .object(let fields, _) = literal else {
        report("Expected value of type \"\(name)\", found \(literal).", literal.location)
        return
      }
      check(fields, of: type, at: literal.location)
    case .object?, .interface?, .union?, nil: return
    }
  }

  private func suggestion(_ literal: ValueNode, _ type: EnumType) -> String {
    guard case .string(let text, _, _) = literal else { return "" }
    return Suggestions.didYouMeanEnum(text, type.values.map(\.name))
  }

  private mutating func check(
    _ fields: [ObjectFieldNode], of type: InputObjectType, at location: Location
  ) {
    for definition in type.fields where definition.isRequired {
      if !fields.contains(where: { $0.name.value == definition.name }) {
        report(
          "Field \"\(type.name).\(definition.name)\" of required type \"\(definition.type)\" "
            + "was not provided.",
          location)
      }
    }
    for field in fields {
      if let definition = type.field(named: field.name.value) {
        check(field.value, for: definition.type)
      } else {
        report(
          "Field \"\(field.name.value)\" is not defined by type \"\(type.name)\"."
            + Suggestions.didYouMean(field.name.value, type.fields.map(\.name)),
          field.name.location)
      }
    }
    guard type.isOneOf else { return }
    if fields.count != 1 {
      report("OneOf Input Object \"\(type.name)\" must specify exactly one key.", location)
    } else if case .null = fields[0].value {
      report("Field \"\(type.name).\(fields[0].name.value)\" must be non-null.", location)
    }
  }
}

extension Suggestions {
  /// As `didYouMean`, for values of an enum.
  static func didYouMeanEnum(_ input: String, _ candidates: [String]) -> String {
    let names = near(input, candidates).prefix(5).map { "\"\($0)\"" }
    return names.isEmpty ? "" : " Did you mean the enum value \(orList(names))?"
  }
}
