/// Operations have different names (section 5.2.2.1), and one without a name stands alone
/// (5.2.3.1).
final class OperationNames: ValidationRule {
  func leave(document: DocumentNode, _ context: ValidationContext) {
    var seen: [String: Location] = [:]
    let operations = document.operations
    for operation in operations {
      if let name = operation.name {
        if let first = seen[name.value] {
          context.report(
            "There can be only one operation named \"\(name.value)\".",
            at: [first, name.location])
        } else {
          seen[name.value] = name.location
        }
      } else if operations.count > 1 {
        context.report(
          "This anonymous operation must be the only defined operation.",
          at: [operation.location])
      }
    }
  }
}
