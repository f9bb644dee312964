extension Schema {
  /// Builds a schema from its text: definitions and extensions in any order.
  ///
  /// - Parameters:
  ///   - sdl: the text; a `schema` definition may be left out when the root types are named
  ///     `Query`, `Mutation` and `Subscription`.
  ///   - scalars: how values of custom scalars come in and go out; those without an entry take and
  ///     give every value as it is.
  ///   - limits: how long and how deeply nested the text may be.
  /// - Throws: all mistakes that were found, each with its location.
  public convenience init(
    sdl: String, scalars: [String: ScalarCoding] = [:], limits: ParseLimits = .schema
  ) throws(GraphQLErrors) {
    let document: DocumentNode
    do throws(GraphQLError) {
      document = try DocumentNode(parsing: sdl, limits: limits)
    } catch {
      throw GraphQLErrors([error])
    }
    try self.init(document, scalars: scalars)
  }

  /// Builds a schema from a parsed text; see `init(sdl:scalars:limits:)`.
  public convenience init(_ document: DocumentNode, scalars: [String: ScalarCoding] = [:])
    throws(GraphQLErrors)
  {
    var builder = SchemaBuilder(scalars: scalars)
    let (parts, queryType) = try builder.build(document)
    self.init(parts, queryType: queryType)
    let validator = SchemaValidator(schema: self)
    let errors = validator.validate()
    if !errors.isEmpty { throw GraphQLErrors(errors) }
  }
}
