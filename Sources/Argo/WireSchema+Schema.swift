internal import GraphQL

/// A schema that is built already.
extension WireSchema {
  /// - Parameters:
  ///   - codecs: how scalars are written that have no `@ArgoCodec`.
  ///   - fallback: how all other scalars without one are written; `nil` makes their use an error.
  init(
    _ schema: Schema, codecs: [String: WireType], fallback: WireType?
  ) throws(WireTypeError) {
    self.init()
    var roots: [OperationKind: String] = [.query: schema.queryType.name]
    roots[.mutation] = schema.mutationType?.name
    roots[.subscription] = schema.subscriptionType?.name
    setRoots(roots)
    for type in schema.types {
      switch type {
      case .scalar(let scalar):
        guard scalar.builtIn == nil else { continue }
        try addLeaf(
          scalar.name, usual: codecs[scalar.name] ?? fallback, directives: scalar.directives)
      case .enum(let type): try addLeaf(type.name, usual: .string, directives: type.directives)
      case .object, .interface, .union:
        addComposite(type.name, fields: type.fields.map { ($0.name, $0.type) })
      case .inputObject: continue
      }
    }
  }
}
