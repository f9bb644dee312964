/// A document to be executed defines operations and fragments only (section 5.1.1).
final class ExecutableDefinitions: ValidationRule {
  func leave(document: DocumentNode, _ context: ValidationContext) {
    for definition in document.definitions {
      let name: String
      switch definition {
      case .operation, .fragment: continue
      case .schema: name = "schema"
      case .type(let node): name = "\"\(node.name.value)\""
      case .directive(let node): name = "\"@\(node.name.value)\""
      }
      context.report("The \(name) definition is not executable.", at: [definition.location])
    }
  }
}
