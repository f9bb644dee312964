public import GraphQL

/// Makes wire types from a schema and operations: what reader and writer must do alike.
///
/// Made once for a schema. The rules are those of Argo 1.2, "Creating a Wire schema", with what the published test
/// data add: where several selections of a composite field are merged, a field that one of them lacks is omittable.
/// Operations are expected to be valid; what isn't gives an error at best.
public struct WireTyper: Sendable {
  let schema: WireSchema

  /// Prepares for a schema given as definitions.
  ///
  /// - Parameters:
  ///   - document: the definitions; `@ArgoCodec` and `@ArgoDeduplicate` are read from it.
  ///   - codecs: how scalars are written that have no `@ArgoCodec`, by their names.
  ///   - fallback: how all others without one are written; `nil`, as the specification has it, makes them an error.
  public init(
    schema document: DocumentNode, codecs: [String: WireType] = [:], fallback: WireType? = nil
  ) throws(WireTypeError) {
    schema = try WireSchema(document, codecs: codecs, fallback: fallback)
  }

  /// Prepares for a schema that is built already; see ``init(schema:codecs:fallback:)-(DocumentNode,_,_)``.
  public init(
    schema: Schema, codecs: [String: WireType] = [:], fallback: WireType? = nil
  ) throws(WireTypeError) {
    self.schema = try WireSchema(schema, codecs: codecs, fallback: fallback)
  }

  /// The type of an operation's data: a record of its selections.
  ///
  /// - Parameter operationName: needed if the document has several operations.
  public func dataType(
    of document: DocumentNode, operationName: String? = nil
  ) throws(WireTypeError) -> WireType {
    let operation = try Self.operation(operationName, of: document)
    guard let root = schema.roots[operation.kind], schema.composites[root] != nil else {
      throw .missingRootType(operation.kind.rawValue)
    }
    var typing = OperationTyping(schema: schema, fragments: document.fragments)
    return .record(try typing.fields(of: operation.selectionSet, on: root, depth: 0))
  }

  /// The type of an operation's whole response; see ``WireType/response(data:errors:hasExtensions:)``.
  public func responseType(
    of document: DocumentNode, operationName: String? = nil, errors: WireType = .desc,
    hasExtensions: Bool = false
  ) throws(WireTypeError) -> WireType {
    .response(
      data: try dataType(of: document, operationName: operationName), errors: errors,
      hasExtensions: hasExtensions)
  }

  private static func operation(
    _ name: String?, of document: DocumentNode
  ) throws(WireTypeError) -> OperationNode {
    let operations = document.operations
    if let name {
      guard let operation = operations.first(where: { $0.name?.value == name }) else {
        throw .unknownOperation(name)
      }
      return operation
    }
    guard operations.count == 1 else { throw .unknownOperation(nil) }
    return operations[0]
  }
}
