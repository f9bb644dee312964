/// A fragment is spread only where some object can be of both types (section 5.5.2.3).
final class PossibleFragmentSpreads: ValidationRule {
  func enter(spread: FragmentSpreadNode, _ context: ValidationContext) {
    guard let fragment = context.fragments[spread.name.value] else { return }
    check(
      fragment.typeCondition.value, "Fragment \"\(spread.name.value)\"", spread.location, context)
  }

  func enter(inlineFragment: InlineFragmentNode, _ context: ValidationContext) {
    guard let condition = inlineFragment.typeCondition else { return }
    check(condition.value, "Fragment", inlineFragment.location, context)
  }

  private func check(
    _ name: String, _ title: String, _ location: Location, _ context: ValidationContext
  ) {
    guard let parent = context.parentType, let type = context.schema.type(named: name),
      type.isComposite, !context.schema.overlap(parent.name, name)
    else { return }
    context.report(
      "\(title) cannot be spread here as objects of type \"\(parent.name)\" can never be of "
        + "type \"\(name)\".",
      at: [location])
  }
}
