/// Arguments that are non-null and have no default are given (section 5.4.3).
final class ProvidedRequiredArguments: ValidationRule {
  func enter(arguments: [ArgumentNode], of owner: ArgumentOwner?, _ context: ValidationContext) {
    guard let owner else { return }
    for definition in owner.definitions where definition.isRequired {
      if arguments.contains(where: { $0.name.value == definition.name }) { continue }
      context.report(
        "\(owner.title) argument \"\(definition.name)\" of type \"\(definition.type)\" is "
          + "required, but it was not provided.",
        at: [owner.location])
    }
  }
}
