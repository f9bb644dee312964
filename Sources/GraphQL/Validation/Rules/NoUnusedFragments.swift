/// Every fragment is spread by some operation, directly or through others (section 5.5.1.4).
final class NoUnusedFragments: ValidationRule {
  func leave(document: DocumentNode, _ context: ValidationContext) {
    let used = Set(context.reachableFragments(from: context.operationScopes))
    for fragment in document.fragments where !used.contains(fragment.name.value) {
      context.report(
        "Fragment \"\(fragment.name.value)\" is never used.", at: [fragment.location])
    }
  }
}
