internal import GraphQL

/// A schema from its definition in text.
extension WireSchema {
  /// - Parameters:
  ///   - codecs: how scalars are written that have no `@ArgoCodec`.
  ///   - fallback: how all other scalars without one are written; `nil` makes their use an error.
  init(
    _ document: DocumentNode, codecs: [String: WireType], fallback: WireType?
  ) throws(WireTypeError) {
    self.init()
    var roots: [OperationKind: String] = [:]
    for definition in document.definitions {
      switch definition {
      case .type(let type): try add(type, codecs: codecs, fallback: fallback)
      case .schema(let schema):
        for root in schema.rootTypes { roots[root.kind] = root.type.value }
      case .operation, .fragment, .directive: continue
      }
    }
    if !roots.isEmpty { setRoots(roots) }
  }

  private mutating func add(
    _ type: TypeDefinitionNode, codecs: [String: WireType], fallback: WireType?
  ) throws(WireTypeError) {
    let name = type.name.value
    switch type.kind {
    case .scalar, .enum:
      let directives = try ArgoDirectives(type.directives, on: name)
      if type.isExtension, directives.isEmpty { return }
      let usual: WireType? = type.kind == .enum ? .string : codecs[name] ?? fallback
      try addLeaf(
        name, codec: directives.codec ?? builtInCodec(name) ?? usual,
        deduplicates: directives.deduplicates)
    case .object, .interface:
      addComposite(
        name, fields: type.fields.map { ($0.name.value, Shape($0.type)) })
    case .union: addComposite(name, fields: [])
    case .inputObject: return
    }
  }

  private func builtInCodec(_ name: String) -> WireType? {
    guard ["String", "ID", "Int", "Float"].contains(name),
      case .block(let codec, _, _)? = leaves[name]
    else { return nil }
    return codec
  }
}

extension WireSchema.Shape {
  init(_ type: TypeNode) {
    switch type {
    case .named(let name): self = .named(name.value)
    case .list(let element, _): self = .list(Self(element))
    case .nonNull(let type, _): self = .nonNull(Self(type))
    }
  }
}
