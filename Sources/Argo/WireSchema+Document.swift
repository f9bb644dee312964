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
      if type.isExtension, try ArgoDirectives(type.directives, on: name).isEmpty { return }
      try addLeaf(
        name, usual: type.kind == .enum ? .string : codecs[name] ?? fallback,
        directives: type.directives)
    case .object, .interface:
      addComposite(
        name, fields: type.fields.map { ($0.name.value, TypeReference($0.type)) })
    case .union: addComposite(name, fields: [])
    case .inputObject: return
    }
  }

  /// Adds a scalar or enum; `usual` is how it is written if no directive says otherwise.
  mutating func addLeaf(
    _ name: String, usual: WireType?, directives: [DirectiveNode]
  ) throws(WireTypeError) {
    let directives = try ArgoDirectives(directives, on: name)
    try addLeaf(
      name, codec: directives.codec ?? builtInCodec(name) ?? usual,
      deduplicates: directives.deduplicates)
  }

  private func builtInCodec(_ name: String) -> WireType? {
    guard ["String", "ID", "Int", "Float"].contains(name),
      case .block(let codec, _, _)? = leaves[name]
    else { return nil }
    return codec
  }
}
