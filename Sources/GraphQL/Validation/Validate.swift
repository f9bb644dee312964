extension Schema {
  /// Everything that is wrong with a document, by the rules of the specification and the limits.
  public func validate(_ document: DocumentNode, limits: QueryLimits = QueryLimits())
    -> [GraphQLError]
  {
    []
  }
}
