/// A way from the documents of a type to those of another, or the same.
public struct FilterRelation: Sendable, Hashable {
  /// Where the id of the document on the "one" side stands.
  public enum Key: Sendable, Hashable {
    /// In a field of the type that the relation starts from, by its index in the model: it leads to one document at most.
    case own(Int)
    /// In a field of the target, by its index in the model: it leads to any number of documents.
    case target(Int)
  }

  /// The name of the type that it leads to.
  public var target: String
  /// The key that it follows.
  public var key: Key

  /// The relation to `target` by `key`.
  public init(target: String, key: Key) {
    self.target = target
    self.key = key
  }
}

extension Filter {
  /// Whether it looks at more than one document: then it changes its answer without a change of the document, so no delta, event or
  /// scope can go by it.
  public var crossesRelations: Bool {
    switch self {
    case .compare, .isIn, .between: false
    case .all(let filters), .any(let filters): filters.contains(where: \.crossesRelations)
    case .not(let filter): filter.crossesRelations
    case .related: true
    }
  }

  /// The types to whose documents it looks besides its own, each once.
  public var relatedTypes: Set<String> {
    switch self {
    case .compare, .isIn, .between: []
    case .all(let filters), .any(let filters):
      filters.reduce(into: []) { $0.formUnion($1.relatedTypes) }
    case .not(let filter): filter.relatedTypes
    case .related(let relation, let filter): filter.relatedTypes.union([relation.target])
    }
  }

  /// The same condition on one document alone, where it is known to which values of the key the documents lead that match.
  ///
  /// - Parameter keys: For a relation with a key of the own type, the ids of the live documents of its target that match the
  ///   condition; for one with a key of the target, the values of that key in those documents. Null says nothing.
  public func resolvingRelations<Failure: Error>(
    _ keys: (FilterRelation, Filter) throws(Failure) -> [Value]
  ) throws(Failure) -> Filter {
    switch self {
    case .compare, .isIn, .between: return self
    case .all(let filters): return .all(try Self.resolving(filters, keys))
    case .any(let filters): return .any(try Self.resolving(filters, keys))
    case .not(let filter): return .not(try filter.resolvingRelations(keys))
    case .related(let relation, let filter):
      let values = try keys(relation, filter).filter { $0 != .null }
      return switch relation.key {
      case .own(let key): .isIn(.field(key), values)
      case .target: .isIn(.id, values)
      }
    }
  }

  private static func resolving<Failure: Error>(
    _ filters: [Filter], _ keys: (FilterRelation, Filter) throws(Failure) -> [Value]
  ) throws(Failure) -> [Filter] {
    var resolved: [Filter] = []
    for filter in filters { resolved.append(try filter.resolvingRelations(keys)) }
    return resolved
  }
}
