public import Documents
public import GraphQL

extension DocumentSchema {
  /// The create for a row of an import: an object with the fields of `Create…Input`.
  /// - Throws: What is wrong with the row.
  public func create(
    type name: String, row: JSON, limits: DocumentLimits = DocumentLimits()
  ) throws(GraphQLError) -> Mutation {
    guard let type = types.first(where: { $0.name == name }) else {
      throw GraphQLError("There is no type \(name).", .badUserInput)
    }
    guard case .object(let input) = row else {
      throw GraphQLError("A row must be an object.", .badUserInput)
    }
    do throws(InputProblem) {
      for field in type.model.fields where field.isRequired && field.defaultValue == nil {
        guard input[field.name] != nil else {
          throw .bad(field.name, "\(name).\(field.name) is required")
        }
      }
      var coerced = JSONObject()
      for (key, value) in input {
        coerced.append(key: key, value: try coerce(value, type.index(ofField: key), of: type.model))
      }
      return try MutationReader(type: type, limits: limits).mutation(coerced, .create)
    } catch {
      throw error.error
    }
  }

  /// The value of a field with the scalars that GraphQL does not have in internal form, as the engine gives it for a request.
  private func coerce(
    _ value: JSON, _ field: Int?, of type: TypeModel
  ) throws(InputProblem) -> JSON {
    guard let field = field.map({ type.fields[$0] }),
      let coding = CustomScalars.codings[field.type.scalar.name]
    else { return value }
    guard field.type.isList, case .array(let items) = value else {
      return try coerce(value, coding, at: "input.\(field.name)")
    }
    var coerced: [JSON] = []
    for (index, item) in items.enumerated() {
      coerced.append(try coerce(item, coding, at: "input.\(field.name)[\(index)]"))
    }
    return .array(coerced)
  }

  private func coerce(
    _ value: JSON, _ coding: ScalarCoding, at path: String
  ) throws(InputProblem) -> JSON {
    if value.isNull { return .null }
    do throws(CoercionError) { return try coding.parse(value) } catch {
      throw .bad(path, error.message)
    }
  }
}
