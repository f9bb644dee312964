/// Fragments that are spread are defined (section 5.5.2.1).
final class KnownFragmentNames: ValidationRule {
  func enter(spread: FragmentSpreadNode, _ context: ValidationContext) {
    let name = spread.name.value
    guard context.fragments[name] == nil else { return }
    context.report(
      "Unknown fragment \"\(name)\"." + Suggestions.didYouMean(name, context.fragments.keys),
      at: [spread.name.location])
  }
}
