/// A field of an input object is given once (section 5.6.3).
final class InputFieldNames: ValidationRule {
  func enter(value: ValueNode, type: TypeReference?, _ context: ValidationContext) {
    switch value {
    case .list(let items, _):
      for item in items { enter(value: item, type: nil, context) }
    case .object(let fields, _):
      var seen: [String: Location] = [:]
      for field in fields {
        if let first = seen[field.name.value] {
          context.report(
            "There can be only one input field named \"\(field.name.value)\".",
            at: [first, field.name.location])
        } else {
          seen[field.name.value] = field.name.location
        }
        enter(value: field.value, type: nil, context)
      }
    case .variable, .int, .float, .string, .boolean, .null, .enum: return
    }
  }
}
