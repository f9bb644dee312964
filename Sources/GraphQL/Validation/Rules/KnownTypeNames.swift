/// Types that fragments and variables name exist (sections 5.5.1.2 and 5.8.2).
final class KnownTypeNames: ValidationRule {
  func enter(fragment: FragmentNode, _ context: ValidationContext) {
    check(fragment.typeCondition, context)
  }

  func enter(inlineFragment: InlineFragmentNode, _ context: ValidationContext) {
    if let condition = inlineFragment.typeCondition { check(condition, context) }
  }

  func enter(variable: VariableNode, _ context: ValidationContext) {
    check(variable.type.innermostName, context)
  }

  private func check(_ name: NameNode, _ context: ValidationContext) {
    guard context.schema.type(named: name.value) == nil else { return }
    context.report(
      "Unknown type \"\(name.value)\"."
        + Suggestions.didYouMean(name.value, context.schema.types.map(\.name)),
      at: [name.location])
  }
}
