extension Schema {
  /// Everything that is wrong with a document of operations, by the rules of the specification and
  /// the limits; at most 50 errors, each with its location and code.
  public func validate(_ document: DocumentNode, limits: QueryLimits = QueryLimits())
    -> [GraphQLError]
  {
    let context = ValidationContext(schema: self, document: document, limits: limits)
    DocumentWalker(rules: Self.rules.map { $0.init() }, context: context).walk()
    // What follows goes from fragment to fragment, and is only done when that comes to an end, and
    // not too late.
    let cycles = NoFragmentCycles(context)
    cycles.report()
    guard !cycles.found, OperationLimits(context).check() else { return context.errors }
    OverlappingFieldsCanBeMerged(context).check()
    return context.errors
  }

  private static var rules: [any ValidationRule.Type] {
    [
      ExecutableDefinitions.self, UniqueOperationNames.self, LoneAnonymousOperation.self,
      KnownOperationTypes.self, SingleFieldSubscriptions.self, KnownTypeNames.self,
      FragmentsOnCompositeTypes.self, VariablesAreInputTypes.self, FieldsOnCorrectType.self,
      LeafFieldSelections.self, UniqueFragmentNames.self, KnownFragmentNames.self,
      NoUnusedFragments.self, PossibleFragmentSpreads.self, UniqueVariableNames.self,
      NoUndefinedVariables.self, NoUnusedVariables.self, VariablesInAllowedPosition.self,
      KnownDirectives.self, DirectivesInValidLocations.self, UniqueDirectivesPerLocation.self,
      KnownArgumentNames.self, UniqueArgumentNames.self, ProvidedRequiredArguments.self,
      ValuesOfCorrectType.self, UniqueInputFieldNames.self,
    ]
  }
}
