/// Operations have different names (section 5.2.2.1).
final class UniqueOperationNames: ValidationRule {
  func leave(document: DocumentNode, _ context: ValidationContext) {
    context.reportRepeated(document.operations.compactMap(\.name)) {
      "There can be only one operation named \"\($0)\"."
    }
  }
}
