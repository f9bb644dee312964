/// When a field is included: if any of the alternatives has all its variables as it wants them.
struct Condition: Hashable, Sendable {
  /// A variable, and the value that it must have.
  struct Term: Hashable, Sendable {
    var variable: String
    var value: Bool
  }

  var alternatives: [[Term]]

  func holds(_ variables: [String: JSON]) -> Bool {
    alternatives.contains { terms in
      terms.allSatisfy { variables[$0.variable]?.boolValue == $0.value }
    }
  }
}
