/// Brings values of variables and literals to the form of their types, by the rules for input
/// coercion of the specification.
struct InputCoercion {
  let schema: Schema

  /// After so many failures the rest of lists and objects is not looked at.
  private static let failureLimit = 20

  /// One thing that is wrong with a value: where in it, the part, and what is wrong.
  struct Failure {
    var path: [PathElement]
    var value: JSON
    var message: String
  }

  /// The value of a variable as its type wants it. Failures are added; the result then means
  /// nothing.
  func coerce(
    _ value: JSON, to type: TypeReference, path: [PathElement] = [], failures: inout [Failure]
  ) -> JSON {
    switch type {
    case .nonNull(let inner):
      guard !value.isNull else {
        failures.append(
          Failure(
            path: path, value: value,
            message: "Expected non-nullable type \"\(type)\" not to be null."))
        return .null
      }
      return coerce(value, to: inner, path: path, failures: &failures)
    case .list(let inner):
      if value.isNull { return .null }
      guard case .array(let items) = value else {
        return .array([coerce(value, to: inner, path: path, failures: &failures)])
      }
      var coerced: [JSON] = []
      coerced.reserveCapacity(items.count)
      for (index, item) in items.enumerated() {
        if failures.count >= Self.failureLimit { break }
        coerced.append(coerce(item, to: inner, path: path + [.index(index)], failures: &failures))
      }
      return .array(coerced)
    case .named(let name):
      if value.isNull { return .null }
      switch schema.type(named: name) {
      case .inputObject(let type)?:
        return coerce(value, to: type, path: path, failures: &failures)
      case .scalar(let type)?:
        do throws(CoercionError) {
          if let builtIn = type.builtIn { return try builtIn.parse(value) }
          return try type.coding.parse(value)
        } catch {
          failures.append(Failure(path: path, value: value, message: error.message))
          return .null
        }
      case .enum(let type)?:
        if case .string(let text) = value, type.value(named: text) != nil { return value }
        failures.append(Failure(path: path, value: value, message: message(value, for: type)))
        return .null
      case .object?, .interface?, .union?, nil:
        failures.append(
          Failure(path: path, value: value, message: "\"\(name)\" is not an input type."))
        return .null
      }
    }
  }

  private func message(_ value: JSON, for type: EnumType) -> String {
    guard case .string(let text) = value else {
      return "Enum \"\(type.name)\" cannot represent non-string value: \(value)."
    }
    return "Value \"\(text)\" does not exist in \"\(type.name)\" enum."
      + Suggestions.didYouMean(text, type.values.map(\.name))
  }

  private func coerce(
    _ value: JSON, to type: InputObjectType, path: [PathElement], failures: inout [Failure]
  ) -> JSON {
    guard case .object(let object) = value else {
      failures.append(
        Failure(
          path: path, value: value, message: "Expected type \"\(type.name)\" to be an object."))
      return .null
    }
    var coerced = JSONObject()
    for field in type.fields {
      if let given = object[field.name] {
        coerced.append(
          key: field.name,
          value: coerce(
            given, to: field.type, path: path + [.key(field.name)], failures: &failures))
      } else if let value = defaultValue(of: field) {
        coerced.append(key: field.name, value: value)
      } else if field.type.isNonNull {
        failures.append(
          Failure(
            path: path, value: value,
            message: "Field \"\(field.name)\" of required type \"\(field.type)\" was not provided."
          ))
      }
    }
    for key in object.keys where type.field(named: key) == nil {
      if failures.count >= Self.failureLimit { break }
      failures.append(
        Failure(
          path: path, value: value,
          message: "Field \"\(key)\" is not defined by type \"\(type.name)\"."
            + Suggestions.didYouMean(key, type.fields.map(\.name))))
    }
    if type.isOneOf {
      if object.count != 1 {
        failures.append(
          Failure(
            path: path, value: value,
            message: "Exactly one key must be specified for OneOf type \"\(type.name)\"."))
      } else if object[0].value.isNull {
        failures.append(
          Failure(
            path: path + [.key(object[0].key)], value: .null,
            message: "Field \"\(object[0].key)\" must be non-null."))
      }
    }
    return .object(coerced)
  }

  /// The default value of an argument or input field in the form of its type, if there is one.
  func defaultValue(of definition: InputValueDefinition) -> JSON? {
    definition.defaultValue.flatMap { coerce(literal: $0, to: definition.type, variables: [:]) }
  }
}

extension InputCoercion {
  /// The value of a literal as its type wants it; `nil` if it does not fit, or consists of a
  /// variable that has no value. Variables are in the form of their types already.
  func coerce(literal: ValueNode, to type: TypeReference, variables: [String: JSON]) -> JSON? {
    if case .variable(let name) = literal {
      guard let value = variables[name.value], !(type.isNonNull && value.isNull) else {
        return nil
      }
      return value
    }
    switch type {
    case .nonNull(let inner):
      if case .null = literal { return nil }
      return coerce(literal: literal, to: inner, variables: variables)
    case .list(let inner):
      if case .null = literal { return .null }
      guard case .list(let items, _) = literal else {
        return coerce(literal: literal, to: inner, variables: variables).map { .array([$0]) }
      }
      var coerced: [JSON] = []
      for item in items {
        if let value = coerce(literal: item, to: inner, variables: variables) {
          coerced.append(value)
        } else if isMissing(item, variables), !inner.isNonNull {
          coerced.append(.null)
        } else {
          return nil
        }
      }
      return .array(coerced)
    case .named(let name):
      if case .null = literal { return .null }
      switch schema.type(named: name) {
      case .inputObject(let type)?: return coerce(literal: literal, to: type, variables: variables)
      case .scalar(let type)?:
        if let builtIn = type.builtIn { return try? builtIn.parse(literal: literal) }
        return try? type.coding.parse(untyped(literal, variables: variables))
      case .enum(let type)?:
        guard case .enum(let name) = literal, type.value(named: name.value) != nil else {
          return nil
        }
        return .string(name.value)
      case .object?, .interface?, .union?, nil: return nil
      }
    }
  }

  private func isMissing(_ literal: ValueNode, _ variables: [String: JSON]) -> Bool {
    if case .variable(let name) = literal { variables[name.value] == nil } else { false }
  }

  private func coerce(literal: ValueNode, to type: InputObjectType, variables: [String: JSON])
    -> JSON?
  {
    guard case .object(let nodes, _) = literal else { return nil }
    if nodes.contains(where: { type.field(named: $0.name.value) == nil }) { return nil }
    var coerced = JSONObject()
    for field in type.fields {
      let node = nodes.first { $0.name.value == field.name }
      if let node, !isMissing(node.value, variables) {
        guard let value = coerce(literal: node.value, to: field.type, variables: variables) else {
          return nil
        }
        coerced.append(key: field.name, value: value)
      } else if let value = defaultValue(of: field) {
        coerced.append(key: field.name, value: value)
      } else if field.type.isNonNull {
        return nil
      }
    }
    if type.isOneOf, coerced.count != 1 || nodes.count != 1 || coerced[0].value.isNull {
      return nil
    }
    return .object(coerced)
  }

  /// A literal without a type, for custom scalars: enum values become strings.
  func untyped(_ literal: ValueNode, variables: [String: JSON]) -> JSON {
    switch literal {
    case .variable(let name): variables[name.value] ?? .null
    case .int(let digits, _): Int64(digits).map { .int($0) } ?? .double(Double(digits) ?? 0)
    case .float(let digits, _): .double(Double(digits) ?? 0)
    case .string(let text, _, _): .string(text)
    case .boolean(let flag, _): .bool(flag)
    case .null: .null
    case .enum(let name): .string(name.value)
    case .list(let items, _): .array(items.map { untyped($0, variables: variables) })
    case .object(let fields, _):
      .object(JSONObject(fields.map { ($0.name.value, untyped($0.value, variables: variables)) }))
    }
  }
}
