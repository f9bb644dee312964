internal import GraphQL

/// What typing needs to know of a schema: the fields of composite types, and how scalars and enums are written.
struct WireSchema: Sendable {
  private(set) var composites: [String: [String: TypeReference]] = Self.introspection
  private(set) var leaves: [String: WireType] = [
    "String": Self.leaf(.string, "String"), "ID": Self.leaf(.string, "ID"),
    "Int": Self.leaf(.varint, "Int"), "Float": Self.leaf(.float64, "Float"),
    "Boolean": .boolean, "__TypeKind": Self.leaf(.string, "__TypeKind"),
    "__DirectiveLocation": Self.leaf(.string, "__DirectiveLocation"),
  ]
  private(set) var roots: [OperationKind: String] = [
    .query: "Query", .mutation: "Mutation", .subscription: "Subscription",
  ]
  /// Scalars without a codec; that is an error only if an operation uses them.
  private(set) var untyped: Set<String> = []

  mutating func addComposite(_ name: String, fields: [(String, TypeReference)]) {
    for (field, type) in fields { composites[name, default: [:]][field] = type }
    if fields.isEmpty, composites[name] == nil { composites[name] = [:] }
  }

  /// Adds a scalar or enum; `codec` and `deduplicates` are what its directives or the application say, if anything.
  mutating func addLeaf(_ name: String, codec: WireType?, deduplicates: Bool?) throws(WireTypeError)
  {
    guard name != "Boolean" || codec == nil else {
      throw .invalidDirective(type: name, reason: "a boolean has no other codec")
    }
    guard let codec else {
      untyped.insert(name)
      return
    }
    if deduplicates == true, !codec.isLabeled || codec == .boolean {
      throw .invalidDirective(type: name, reason: "only strings and byte strings are deduplicated")
    }
    untyped.remove(name)
    leaves[name] = Self.leaf(codec, name, deduplicates: deduplicates)
  }

  mutating func setRoots(_ roots: [OperationKind: String]) {
    self.roots = roots
  }

  /// How a type's values are written, without what is selected from them: records are empty.
  func wireType(of type: TypeReference, record: WireType) throws(WireTypeError) -> WireType {
    switch type {
    case .named(let name): return .nullable(try named(name, record: record))
    case .list(let element):
      return .nullable(.array(try wireType(of: element, record: record)))
    case .nonNull(let inner):
      guard case .nullable(let type) = try wireType(of: inner, record: record) else {
        throw .malformed("non-null twice")
      }
      return type
    }
  }

  private func named(_ name: String, record: WireType) throws(WireTypeError) -> WireType {
    if let leaf = leaves[name] { return leaf }
    if composites[name] != nil { return record }
    guard !untyped.contains(name) else { throw .missingCodec(type: name) }
    throw .unknownType(name)
  }

  private static func leaf(
    _ codec: WireType, _ name: String, deduplicates: Bool? = nil
  ) -> WireType {
    .block(codec, key: name, deduplicates: deduplicates ?? codec.deduplicatesByDefault)
  }
}
