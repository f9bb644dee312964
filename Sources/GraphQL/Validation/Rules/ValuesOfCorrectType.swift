/// Literals are values of the types that are expected where they stand (section 5.6.1), fields of
/// input objects exist and are given where they are required (5.6.2 and 5.6.4), and of a OneOf
/// input object exactly one is.
final class ValuesOfCorrectType: ValidationRule {
  func enter(value: ValueNode, type: TypeReference?, _ context: ValidationContext) {
    guard let type else { return }
    var check = LiteralCheck(schema: context.schema)
    check.check(value, for: type)
    for error in check.errors { context.add(error) }
  }
}
