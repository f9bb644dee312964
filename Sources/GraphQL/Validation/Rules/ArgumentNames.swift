/// Arguments exist (section 5.4.1), and are given once (5.4.2).
final class ArgumentNames: ValidationRule {
  func enter(arguments: [ArgumentNode], of owner: ArgumentOwner, _ context: ValidationContext) {
    var seen: [String: Location] = [:]
    for argument in arguments {
      let name = argument.name
      if let first = seen[name.value] {
        context.report(
          "There can be only one argument named \"\(name.value)\".", at: [first, name.location])
      } else {
        seen[name.value] = name.location
      }
      if !owner.definitions.contains(where: { $0.name == name.value }) {
        context.report(
          "Unknown argument \"\(name.value)\"\(owner.suffix)."
            + Suggestions.didYouMean(name.value, owner.definitions.map(\.name)),
          at: [name.location])
      }
    }
  }
}
