public import GraphQL

/// The directives by which a schema says how scalars and enums are written: `@ArgoCodec` and `@ArgoDeduplicate`.
public struct ArgoDirectives: Hashable, Sendable {
  /// The codec, if given.
  public let codec: WireType?
  /// Whether repeated strings are written once, if given.
  public let deduplicates: Bool?

  var isEmpty: Bool { codec == nil && deduplicates == nil }

  /// The definitions to add to a schema that uses the directives.
  public static let definitions = """
    enum ArgoCodecType { String Int Float Boolean BYTES FIXED DESC }

    directive @ArgoCodec(codec: ArgoCodecType!, fixedLength: Int) on SCALAR | ENUM
    directive @ArgoDeduplicate(deduplicate: Boolean! = true) on SCALAR | ENUM
    """

  /// Reads the directives of the type `name`; others are passed over.
  ///
  /// - Throws: ``WireTypeError/invalidDirective(type:reason:)``.
  public init(_ directives: [DirectiveNode], on name: String) throws(WireTypeError) {
    var codec: WireType?
    var deduplicates: Bool?
    for directive in directives {
      switch directive.name.value {
      case "ArgoCodec":
        codec = try Self.codec(directive, on: name)
      case "ArgoDeduplicate":
        switch directive.argument("deduplicate") {
        case nil: deduplicates = true
        case .boolean(let value, _)?: deduplicates = value
        case .some:
          throw .invalidDirective(type: name, reason: "deduplicate is true or false")
        }
      default: continue
      }
    }
    self.codec = codec
    self.deduplicates = deduplicates
  }

  private static func codec(
    _ directive: DirectiveNode, on name: String
  ) throws(WireTypeError) -> WireType {
    guard case .enum(let codec)? = directive.argument("codec") else {
      throw .invalidDirective(type: name, reason: "codec is missing")
    }
    let length = directive.argument("fixedLength")
    if codec.value == "FIXED" {
      guard case .int(let digits, _)? = length, let count = Int(digits), count > 0 else {
        throw .invalidDirective(type: name, reason: "FIXED needs a fixedLength of at least 1")
      }
      return .fixed(length: count)
    }
    guard length == nil else {
      throw .invalidDirective(type: name, reason: "only FIXED has a fixedLength")
    }
    switch codec.value {
    case "String": return .string
    case "Int": return .varint
    case "Float": return .float64
    case "Boolean": return .boolean
    case "BYTES": return .bytes
    case "DESC": return .desc
    default: throw .invalidDirective(type: name, reason: "\(codec.value) is no codec")
    }
  }
}
