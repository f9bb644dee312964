/// Fragments have different names (section 5.5.1.1).
final class UniqueFragmentNames: ValidationRule {
  func leave(document: DocumentNode, _ context: ValidationContext) {
    context.reportRepeated(document.fragments.map(\.name)) {
      "There can be only one fragment named \"\($0)\"."
    }
  }
}
