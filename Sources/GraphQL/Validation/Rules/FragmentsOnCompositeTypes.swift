/// Fragments apply to objects, interfaces and unions (section 5.5.1.3).
final class FragmentsOnCompositeTypes: ValidationRule {
  func enter(fragment: FragmentNode, _ context: ValidationContext) {
    check(fragment.typeCondition, "Fragment \"\(fragment.name.value)\"", context)
  }

  func enter(inlineFragment: InlineFragmentNode, _ context: ValidationContext) {
    if let condition = inlineFragment.typeCondition { check(condition, "Fragment", context) }
  }

  private func check(_ condition: NameNode, _ title: String, _ context: ValidationContext) {
    guard let type = context.schema.type(named: condition.value), !type.isComposite else { return }
    context.report(
      "\(title) cannot condition on non composite type \"\(condition.value)\".",
      at: [condition.location])
  }
}
