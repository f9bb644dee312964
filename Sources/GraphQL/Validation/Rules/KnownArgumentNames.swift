/// Arguments are defined by the field or directive that they are given to (section 5.4.1).
final class KnownArgumentNames: ValidationRule {
  func enter(arguments: [ArgumentNode], of owner: ArgumentOwner?, _ context: ValidationContext) {
    guard let owner else { return }
    for argument in arguments {
      let name = argument.name
      if owner.definitions.contains(where: { $0.name == name.value }) { continue }
      context.report(
        "Unknown argument \"\(name.value)\"\(owner.suffix)."
          + Suggestions.didYouMean(name.value, owner.definitions.map(\.name)),
        at: [name.location])
    }
  }
}
