/// Why there is no wire type for something.
public enum WireTypeError: Error, Hashable, Sendable {
  /// A scalar that is not built in has no `@ArgoCodec`.
  case missingCodec(type: String)
  /// The arguments of an Argo directive make no sense.
  case invalidDirective(type: String, reason: String)
  /// The operation is not in the document, or its name is needed and missing.
  case unknownOperation(String?)
  /// The schema has no type for this kind of operation.
  case missingRootType(String)
  /// The operation uses a type that the schema doesn't have, or that can't stand in a response.
  case unknownType(String)
  /// A field that its type doesn't have.
  case unknownField(type: String, field: String)
  /// A fragment that the document doesn't have.
  case unknownFragment(String)
  /// Two selections under one name have different types.
  case conflictingFields(name: String)
  /// Selections are nested too deeply, or a fragment contains itself.
  case tooDeep
  /// A wire type made by hand has a scalar outside of a block, or something else than a scalar in one.
  case malformed(String)
}

extension WireTypeError: CustomStringConvertible {
  /// The reason in a sentence.
  public var description: String {
    switch self {
    case .missingCodec(let type): "the scalar \(type) needs @ArgoCodec"
    case .invalidDirective(let type, let reason): "the Argo directives of \(type): \(reason)"
    case .unknownOperation(let name?): "there is no operation \(name)"
    case .unknownOperation(nil): "the operation's name is needed"
    case .missingRootType(let kind): "the schema has no type for a \(kind)"
    case .unknownType(let type): "\(type) is not a type of a response"
    case .unknownField(let type, let field): "\(type) has no field \(field)"
    case .unknownFragment(let name): "there is no fragment \(name)"
    case .conflictingFields(let name): "the selections of \(name) have different types"
    case .tooDeep: "the selections are nested too deeply"
    case .malformed(let reason): reason
    }
  }
}
