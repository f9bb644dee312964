import Documents

/// What of the mesh's documents a replica holds (DESIGN section 9, Partial replicas; Docs/Decisions/0016).
///
/// The built-in types are always part of it.
public enum ReplicationScope: Sendable, Hashable {
  /// Every document of every type: the replica is a full one.
  case everything
  /// The documents of some types, by name, in ascending order and each once: the replica is a partial one.
  case types([String])

  /// The types with these names, in any order.
  public init(types names: some Sequence<String>) {
    self = .types(Set(names).sorted())
  }

  /// Whether the documents of a type are part of it.
  public func holds(typeNamed name: String) -> Bool {
    switch self {
    case .everything: true
    case .types(let names): names.contains(name) || BuiltInType(named: name) != nil
    }
  }

  /// Whether it leaves out anything.
  public var isPartial: Bool {
    switch self {
    case .everything: false
    case .types: true
    }
  }
}

/// As a store keeps it: `types` and the names, separated by spaces; nothing for everything.
extension ReplicationScope: LosslessStringConvertible {
  /// What ``description`` gave; nil for any other text.
  public init?(_ description: String) {
    if description.isEmpty {
      self = .everything
      return
    }
    let words = description.split(separator: " ").map(String.init)
    guard words.first == "types" else { return nil }
    self.init(types: words.dropFirst())
  }

  /// The text that a store keeps.
  public var description: String {
    switch self {
    case .everything: ""
    case .types(let names): (["types"] + names).joined(separator: " ")
    }
  }

  /// The scope for people.
  public var summary: String {
    switch self {
    case .everything: "everything"
    case .types(let names): names.isEmpty ? "no types" : names.joined(separator: ", ")
    }
  }
}
