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
      return try MutationReader(type: type, limits: limits).mutation(input, .create)
    } catch {
      throw error.error
    }
  }
}
