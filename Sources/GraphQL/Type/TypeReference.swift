/// A type as fields, arguments and variables refer to it: a name within lists and non-null marks.
public indirect enum TypeReference: Hashable, Sendable {
  /// The type of that name.
  case named(String)
  /// A list.
  case list(TypeReference)
  /// Never null; never itself directly within another one.
  case nonNull(TypeReference)

  /// The reference that a syntax node means.
  public init(_ node: TypeNode) {
    switch node {
    case .named(let name): self = .named(name.value)
    case .list(let inner, _): self = .list(TypeReference(inner))
    case .nonNull(let inner, _): self = .nonNull(TypeReference(inner))
    }
  }

  /// The name within all lists and marks.
  public var typeName: String {
    switch self {
    case .named(let name): name
    case .list(let inner), .nonNull(let inner): inner.typeName
    }
  }

  /// Whether null is excluded at the outermost level.
  public var isNonNull: Bool { if case .nonNull = self { true } else { false } }

  /// The type without a non-null mark at the outermost level.
  public var nullable: TypeReference { if case .nonNull(let inner) = self { inner } else { self } }

  /// The type of items, if this is a list, be it non-null or not.
  public var itemType: TypeReference? {
    if case .list(let inner) = nullable { inner } else { nil }
  }
}

extension TypeReference: CustomStringConvertible {
  /// The type as it is written: `[Int!]!`.
  public var description: String {
    switch self {
    case .named(let name): name
    case .list(let inner): "[\(inner)]"
    case .nonNull(let inner): "\(inner)!"
    }
  }
}
