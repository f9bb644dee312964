import Documents

/// Names that a model can't use, because the API or the store does.
enum ReservedNames {
  /// What is wrong with a name of a type.
  static func problem(withType name: String) -> String? {
    if name.hasPrefix("_") {
      return "the type \(name) begins with an underscore, which is reserved; rename it"
    }
    if Documents.ScalarType.named(name) != nil {
      return "\(name) is a scalar; give the type another name"
    }
    if roots.contains(name) {
      return "the type \(name) is generated from the model; take it away"
    }
    return nil
  }

  /// What is wrong with a name of a field.
  static func problem(withField name: String) -> String? {
    if name.hasPrefix("_") {
      return "names that begin with an underscore are reserved; rename it"
    }
    if folded.contains(name.lowercased()) {
      return
        "the name is reserved; rename it, or take it away if it stands for what every document has"
    }
    return nil
  }

  private static let roots: Set<String> = ["Query", "Mutation", "Subscription"]
  private static let folded: Set<String> = ["id", "createdat", "updatedat", "and", "or", "not"]
}
