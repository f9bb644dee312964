extension Schema {
  /// Everything that is wrong with a document of operations, by the rules of the specification and
  /// the limits; at most 50 errors, each with its location and code.
  public func validate(_ document: DocumentNode, limits: QueryLimits = QueryLimits())
    -> [GraphQLError]
  {
    let context = ValidationContext(schema: self, document: document, limits: limits)
    DocumentWalker(rules: Self.rules.map { $0.init() }, context: context).walk()
    // What follows goes from fragment to fragment, and is only done when that comes to an end.
    let cycles = FragmentCycles(context)
    cycles.report()
    guard !cycles.found else { return context.errors }
    Limits(context).check()
    if context.errors.isEmpty { FieldConflicts(context).check() }
    return context.errors
  }

  private static var rules: [any ValidationRule.Type] {
    [
      ExecutableDefinitions.self, OperationNames.self, OperationTypes.self,
      SingleRootFieldSubscriptions.self, KnownTypeNames.self, FragmentsOnCompositeTypes.self,
      VariablesAreInputTypes.self, FieldsOnCorrectType.self, LeafSelections.self,
      FragmentNames.self, FragmentSpreadIsPossible.self, VariableNames.self,
      VariablesInAllowedPosition.self, DirectivesInPlace.self, ArgumentNames.self,
      RequiredArguments.self, ValuesOfCorrectType.self, InputFieldNames.self,
    ]
  }
}
