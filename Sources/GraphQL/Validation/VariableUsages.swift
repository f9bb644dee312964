/// The use of a variable, and what is expected there.
struct VariableUsage {
  var name: NameNode
  /// The type of the position; `nil` if it is unknown.
  var type: TypeReference?
  /// Whether the position has a default value of its own that is not null.
  var hasDefault: Bool
  /// The name of the OneOf input object that the position is a field of, if it is.
  var oneOfType: String?
}

/// The uses of variables in a part of a document: of those that expect the same of the same
/// variable, the first.
struct VariableUsages {
  private(set) var all: [VariableUsage] = []
  private var seen: Set<Key> = []

  private struct Key: Hashable {
    var name: String
    var type: TypeReference?
    var hasDefault: Bool
    var oneOfType: String?
  }

  mutating func insert(_ usage: VariableUsage) {
    let key = Key(
      name: usage.name.value, type: usage.type, hasDefault: usage.hasDefault,
      oneOfType: usage.oneOfType)
    if seen.insert(key).inserted { all.append(usage) }
  }
}
