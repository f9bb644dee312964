/// An argument is given once (section 5.4.2), to unknown fields and directives, too.
final class UniqueArgumentNames: ValidationRule {
  func enter(arguments: [ArgumentNode], of owner: ArgumentOwner?, _ context: ValidationContext) {
    context.reportRepeated(arguments.map(\.name)) {
      "There can be only one argument named \"\($0)\"."
    }
  }
}
