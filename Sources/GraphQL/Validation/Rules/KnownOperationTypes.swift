/// The schema has a root type for each kind of operation in the document (section 5.2.1).
final class KnownOperationTypes: ValidationRule {
  func enter(operation: OperationNode, _ context: ValidationContext) {
    if context.schema.rootType(of: operation.kind) == nil {
      context.report(
        "The schema has no \(operation.kind.rawValue) operations.", at: [operation.location])
    }
  }
}
