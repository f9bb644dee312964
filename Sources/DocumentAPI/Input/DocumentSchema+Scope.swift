public import Documents
public import GraphQL

extension DocumentSchema {
  /// What a filter says of the documents of a type that a partial replica holds. Nil for a filter that says nothing.
  ///
  /// - Parameter filter: as the `filter` of a subscription to the type.
  /// - Throws: What is wrong with the filter, or that there is no such type.
  public func scopeFilter(
    ofType name: String, _ filter: JSON, limits: DocumentLimits = DocumentLimits()
  ) throws(GraphQLError) -> ScopeFilter? {
    guard let type = types.first(where: { $0.name == name }) else {
      throw GraphQLError(
        "the schema has no type \(name): it has \(types.map(\.name).joined(separator: ", "))",
        .badUserInput)
    }
    if let name = Self.relation(in: filter, of: type) {
      throw GraphQLError(
        "the filter looks at other documents by the relation \(name): what a node holds can be told by the fields of a document itself alone",
        .badUserInput)
    }
    let coerced: JSON
    do throws(CoercionError) {
      coerced = try schema.coerce(filter, toInput: GeneratedNames.subscriptionFilter(name))
    } catch {
      throw GraphQLError(error.message, .badUserInput)
    }
    let condition: Filter?
    do throws(InputProblem) {
      condition = try FilterReader.read(
        coerced, type: type, types: types, limits: limits, .oneDocument)
    } catch {
      throw error.error
    }
    guard let condition else { return nil }
    guard let result = ScopeFilter(condition, of: type.model) else {
      throw GraphQLError("the filter is too large to be sent to peers", .limitExceeded)
    }
    return result
  }

  /// A relation that a filter names.
  private static func relation(in filter: JSON, of type: ServedType) -> String? {
    switch filter {
    case .object(let object):
      for (key, value) in object {
        switch key {
        case "and", "or", "not":
          if let name = relation(in: value, of: type) { return name }
        default:
          if type.relation(named: key) != nil { return key }
        }
      }
      return nil
    case .array(let items): return items.lazy.compactMap { relation(in: $0, of: type) }.first
    case .null, .bool, .int, .double, .string: return nil
    }
  }
}
