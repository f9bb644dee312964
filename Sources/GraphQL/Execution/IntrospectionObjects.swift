/// `__Schema`.
struct SchemaObject: ResolvedObject {
  let schema: Schema

  var typeName: String { "__Schema" }

  func resolve(_ field: BoundField) -> Resolved {
    switch field.name {
    case "description": .text(schema.description)
    case "types": .list(schema.types.map { named($0.name) })
    case "queryType": named(schema.queryType.name)
    case "mutationType": schema.mutationType.map { named($0.name) } ?? .null
    case "subscriptionType": schema.subscriptionType.map { named($0.name) } ?? .null
    case "directives":
      .list(schema.directives.map { .object(DirectiveObject(schema: schema, directive: $0)) })
    default: .null
    }
  }

  private func named(_ name: String) -> Resolved {
    .object(TypeObject(schema: schema, type: .named(name)))
  }
}

/// `__Type`: a named type, or a list or non-null mark around one.
struct TypeObject: ResolvedObject {
  let schema: Schema
  let type: TypeReference

  var typeName: String { "__Type" }

  func resolve(_ field: BoundField) -> Resolved {
    switch type {
    case .named(let name):
      guard let type = schema.type(named: name) else { return .null }
      return resolve(field, of: type)
    case .list(let inner), .nonNull(let inner):
      switch field.name {
      case "kind": return .string(type.isNonNull ? "NON_NULL" : "LIST")
      case "ofType": return .object(TypeObject(schema: schema, type: inner))
      default: return .null
      }
    }
  }

  private func resolve(_ field: BoundField, of type: NamedType) -> Resolved {
    switch field.name {
    case "kind": return .string(kindName(type.kind))
    case "name": return .string(type.name)
    case "description": return .text(type.description)
    case "specifiedByURL":
      if case .scalar(let scalar) = type { return .text(scalar.specifiedByURL) }
    case "fields":
      guard type.kind == .object || type.kind == .interface else { return .null }
      return .list(
        type.fields.filter { field.includesDeprecated || $0.deprecationReason == nil }
          .map { .object(FieldObject(schema: schema, field: $0)) })
    case "interfaces":
      guard type.kind == .object || type.kind == .interface else { return .null }
      return .list(type.interfaces.map { .object(TypeObject(schema: schema, type: .named($0))) })
    case "possibleTypes":
      guard type.isAbstract else { return .null }
      return .list(
        schema.possibleTypes(of: type.name).map {
          .object(TypeObject(schema: schema, type: .named($0.name)))
        })
    case "enumValues":
      guard case .enum(let enumType) = type else { return .null }
      return .list(
        enumType.values.filter { field.includesDeprecated || $0.deprecationReason == nil }
          .map { .object(EnumValueObject(value: $0)) })
    case "inputFields":
      guard case .inputObject(let input) = type else { return .null }
      return .inputs(input.fields, field, schema)
    case "isOneOf":
      if case .inputObject(let input) = type { return .bool(input.isOneOf) }
    default: return .null
    }
    return .null
  }

  private func kindName(_ kind: TypeKind) -> String {
    switch kind {
    case .scalar: "SCALAR"
    case .object: "OBJECT"
    case .interface: "INTERFACE"
    case .union: "UNION"
    case .enum: "ENUM"
    case .inputObject: "INPUT_OBJECT"
    }
  }
}

/// `__Field`.
struct FieldObject: ResolvedObject {
  let schema: Schema
  let field: FieldDefinition

  var typeName: String { "__Field" }

  func resolve(_ selected: BoundField) -> Resolved {
    switch selected.name {
    case "name": .string(field.name)
    case "description": .text(field.description)
    case "args": .inputs(field.arguments, selected, schema)
    case "type": .object(TypeObject(schema: schema, type: field.type))
    case "isDeprecated": .bool(field.deprecationReason != nil)
    case "deprecationReason": .text(field.deprecationReason)
    default: .null
    }
  }
}

/// `__InputValue`.
struct InputValueObject: ResolvedObject {
  let schema: Schema
  let value: InputValueDefinition

  var typeName: String { "__InputValue" }

  func resolve(_ selected: BoundField) -> Resolved {
    switch selected.name {
    case "name": .string(value.name)
    case "description": .text(value.description)
    case "type": .object(TypeObject(schema: schema, type: value.type))
    case "defaultValue": .text(value.defaultValue?.description)
    case "isDeprecated": .bool(value.deprecationReason != nil)
    case "deprecationReason": .text(value.deprecationReason)
    default: .null
    }
  }
}

/// `__EnumValue`.
struct EnumValueObject: ResolvedObject {
  let value: EnumValueDefinition

  var typeName: String { "__EnumValue" }

  func resolve(_ selected: BoundField) -> Resolved {
    switch selected.name {
    case "name": .string(value.name)
    case "description": .text(value.description)
    case "isDeprecated": .bool(value.deprecationReason != nil)
    case "deprecationReason": .text(value.deprecationReason)
    default: .null
    }
  }
}

/// `__Directive`.
struct DirectiveObject: ResolvedObject {
  let schema: Schema
  let directive: DirectiveDefinition

  var typeName: String { "__Directive" }

  func resolve(_ selected: BoundField) -> Resolved {
    switch selected.name {
    case "name": .string(directive.name)
    case "description": .text(directive.description)
    case "isRepeatable": .bool(directive.isRepeatable)
    case "locations": .list(directive.locations.map { .string($0.rawValue) })
    case "args": .inputs(directive.arguments, selected, schema)
    default: .null
    }
  }
}

extension BoundField {
  /// The argument that all lists of introspection have.
  fileprivate var includesDeprecated: Bool { arguments["includeDeprecated"]?.boolValue ?? false }
}

extension Resolved {
  fileprivate static func text(_ text: String?) -> Resolved { text.map { .string($0) } ?? .null }

  fileprivate static func inputs(
    _ values: [InputValueDefinition], _ field: BoundField, _ schema: Schema
  ) -> Resolved {
    .list(
      values.filter { field.includesDeprecated || $0.deprecationReason == nil }
        .map { .object(InputValueObject(schema: schema, value: $0)) })
  }
}
