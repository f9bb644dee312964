public import Documents

/// What of the mesh's documents a replica holds (DESIGN section 9, Partial replicas; Docs/Decisions/0016 and 0018).
///
/// The built-in types are always part of it, whole.
public enum ReplicationScope: Sendable, Hashable {
  /// Every document of every type: the replica is a full one.
  case everything
  /// Documents of some types, in ascending order by name and each once: the replica is a partial one.
  case types([ScopedType])

  /// The types with these names, in any order.
  public init(types names: some Sequence<String>) {
    self.init(names.map { ScopedType(name: $0) })
  }

  /// These types, in any order; of two with one name the first counts.
  public init(_ types: some Sequence<ScopedType>) {
    let byName = Dictionary(types.lazy.map { ($0.name, $0) }) { first, _ in first }
    self = .types(byName.values.sorted { $0.name < $1.name })
  }

  /// Whether documents of a type are part of it.
  public func holds(typeNamed name: String) -> Bool {
    switch self {
    case .everything: true
    case .types: part(named: name) != nil || BuiltInType(named: name) != nil
    }
  }

  /// Which documents of a type are part of it, if any are; nil for all.
  public func filter(ofTypeNamed name: String) -> ScopeFilter? { part(named: name)?.filter }

  /// Whether it leaves out anything.
  public var isPartial: Bool {
    switch self {
    case .everything: false
    case .types: true
    }
  }

  /// Whether it has some documents of a type, and not all.
  public var isFiltered: Bool {
    switch self {
    case .everything: false
    case .types(let types): types.contains { $0.filter != nil }
    }
  }

  /// Whether all of it is plainly part of another: fewer types, or a filter where all were held.
  public func isWithin(_ other: ReplicationScope) -> Bool {
    switch (self, other) {
    case (_, .everything): true
    case (.everything, .types): false
    case (.types(let types), .types):
      types.allSatisfy { type in
        guard let wider = other.part(named: type.name) else { return false }
        return wider.filter == nil || wider.filter == type.filter
      }
    }
  }

  private func part(named name: String) -> ScopedType? {
    switch self {
    case .everything: nil
    case .types(let types): types.first { $0.name == name }
    }
  }
}

/// A type of which a replica holds documents.
public struct ScopedType: Sendable, Hashable {
  /// Its name.
  public var name: String
  /// Which documents; nil for all.
  public var filter: ScopeFilter?

  /// All documents of a type, or those that match a filter.
  public init(name: String, filter: ScopeFilter? = nil) {
    self.name = name
    self.filter = filter
  }
}

/// As a store keeps it: `types` and the names, separated by spaces, each with `=` and the base64url of its filter's bytes where it
/// has one; nothing for everything.
extension ReplicationScope: LosslessStringConvertible {
  /// What ``description`` gave; nil for any other text.
  public init?(_ description: String) {
    if description.isEmpty {
      self = .everything
      return
    }
    let words = description.split(separator: " ")
    guard words.first == "types" else { return nil }
    var types: [ScopedType] = []
    for word in words.dropFirst() {
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      var type = ScopedType(name: String(parts[0]))
      if parts.count == 2 {
        guard let bytes = Base64URL.decode(String(parts[1])), let filter = ScopeFilter(bytes: bytes)
        else { return nil }
        type.filter = filter
      }
      types.append(type)
    }
    self.init(types)
  }

  /// The text that a store keeps.
  public var description: String {
    switch self {
    case .everything: ""
    case .types(let types):
      (["types"]
        + types.map { type in
          type.filter.map { "\(type.name)=\(Base64URL.encode($0.bytes))" } ?? type.name
        }).joined(separator: " ")
    }
  }

  /// The scope for people.
  public var summary: String {
    switch self {
    case .everything: "everything"
    case .types(let types):
      types.isEmpty
        ? "no types"
        : types.map { $0.filter == nil ? $0.name : "\($0.name) by a filter" }
          .joined(separator: ", ")
    }
  }
}

/// Which documents of a type, as a catalogue numbers it, are part of a scope.
enum ScopeRule: Sendable {
  case all
  case none
  case matching(FilterEvaluator)
}

extension ReplicationScope {
  /// The rule for a type of a catalogue.
  func rule(for type: CatalogType) -> ScopeRule {
    guard holds(typeNamed: type.name) else { return .none }
    return filter(ofTypeNamed: type.name).map { .matching($0.evaluator(for: type)) } ?? .all
  }
}
