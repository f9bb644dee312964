/// Fragments have different names (section 5.5.1.1), are used (5.5.1.4), and exist where they are
/// spread (5.5.2.1).
final class FragmentNames: ValidationRule {
  private var seen: [String: Location] = [:]

  func enter(fragment: FragmentNode, _ context: ValidationContext) {
    let name = fragment.name
    if let first = seen[name.value] {
      context.report(
        "There can be only one fragment named \"\(name.value)\".", at: [first, name.location])
    } else {
      seen[name.value] = name.location
    }
  }

  func enter(spread: FragmentSpreadNode, _ context: ValidationContext) {
    let name = spread.name.value
    guard context.fragments[name] == nil else { return }
    context.report(
      "Unknown fragment \"\(name)\"." + Suggestions.didYouMean(name, context.fragments.keys),
      at: [spread.name.location])
  }

  func leave(document: DocumentNode, _ context: ValidationContext) {
    var used: Set<String> = []
    for scope in context.operationScopes {
      for each in [scope] + context.reachable(from: scope) {
        used.formUnion(each.spreads.map(\.name.value))
      }
    }
    for fragment in document.fragments where !used.contains(fragment.name.value) {
      context.report(
        "Fragment \"\(fragment.name.value)\" is never used.", at: [fragment.location])
    }
  }
}
