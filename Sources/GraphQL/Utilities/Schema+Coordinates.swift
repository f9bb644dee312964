/// A part of a schema that a coordinate names, with the parts that it is in.
public enum SchemaElement: Sendable {
  /// A type.
  case type(NamedType)
  /// A field of an object or interface.
  case field(NamedType, FieldDefinition)
  /// A field of an input object.
  case inputField(InputObjectType, InputValueDefinition)
  /// A value of an enum.
  case enumValue(EnumType, EnumValueDefinition)
  /// An argument of a field.
  case argument(NamedType, FieldDefinition, InputValueDefinition)
  /// A directive.
  case directive(DirectiveDefinition)
  /// An argument of a directive.
  case directiveArgument(DirectiveDefinition, InputValueDefinition)
}

extension Schema {
  /// The part of the schema that a coordinate names; `nil` if what it is in is there, but has no
  /// such part.
  ///
  /// - Throws: a `GraphQLError` if what it should be in is absent, or of a kind that has no such
  ///   parts.
  public func element(at coordinate: SchemaCoordinate) throws(GraphQLError) -> SchemaElement? {
    switch coordinate {
    case .type(let name): return type(named: name).map { .type($0) }
    case .member(let name, let member):
      let type = try container(name, of: coordinate)
      switch type {
      case .enum(let type): return type.value(named: member).map { .enumValue(type, $0) }
      case .inputObject(let type): return type.field(named: member).map { .inputField(type, $0) }
      case .object, .interface: return field(named: member, of: type).map { .field(type, $0) }
      case .scalar, .union: throw noMembers(type, coordinate)
      }
    case .argument(let name, let fieldName, let argument):
      let type = try container(name, of: coordinate)
      guard type.kind == .object || type.kind == .interface else {
        throw noMembers(type, coordinate)
      }
      guard let field = field(named: fieldName, of: type) else {
        throw GraphQLError(
          "Type \"\(name)\" has no field \"\(fieldName)\", which \"\(coordinate)\" names."
            + Suggestions.didYouMean(fieldName, type.fields.map(\.name)), .badUserInput)
      }
      return field.argument(named: argument).map { .argument(type, field, $0) }
    case .directive(let name): return directive(named: name).map { .directive($0) }
    case .directiveArgument(let name, let argument):
      guard let directive = directive(named: name) else {
        throw GraphQLError(
          "Unknown directive \"@\(name)\" in \"\(coordinate)\"."
            + Suggestions.didYouMean(name, directives.map(\.name), prefix: "@"), .badUserInput)
      }
      return directive.argument(named: argument).map { .directiveArgument(directive, $0) }
    }
  }

  private func container(_ name: String, of coordinate: SchemaCoordinate) throws(GraphQLError)
    -> NamedType
  {
    if let type = type(named: name) { return type }
    throw GraphQLError(
      "Unknown type \"\(name)\" in \"\(coordinate)\"."
        + Suggestions.didYouMean(name, types.map(\.name)), .badUserInput)
  }

  private func noMembers(_ type: NamedType, _ coordinate: SchemaCoordinate) -> GraphQLError {
    GraphQLError(
      "Type \"\(type.name)\" is of the kind \(type.kind.rawValue), which has no such parts as "
        + "\"\(coordinate)\" names.", .badUserInput)
  }
}
