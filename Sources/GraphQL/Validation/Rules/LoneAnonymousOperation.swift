/// An operation without a name is the only one of its document (section 5.2.3.1).
final class LoneAnonymousOperation: ValidationRule {
  func leave(document: DocumentNode, _ context: ValidationContext) {
    let operations = document.operations
    guard operations.count > 1 else { return }
    for operation in operations where operation.name == nil {
      context.report(
        "This anonymous operation must be the only defined operation.",
        at: [operation.location])
    }
  }
}
