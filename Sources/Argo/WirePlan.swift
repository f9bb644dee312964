/// A wire type made flat: nodes that refer to each other by number, and blocks by handle.
struct WirePlan: Sendable {
  enum Node: Sendable {
    case string(ArgoBlock)
    case boolean
    case varint(ArgoBlock)
    case float64(ArgoBlock)
    case bytes(ArgoBlock)
    case fixed(Int, ArgoBlock)
    case array(Int)
    case nullable(Int, isLabeled: Bool)
    case record(Range<Int>)
    case desc
    case path
    case error
  }

  struct Field: Sendable {
    let name: String
    let node: Int
    let isOmittable: Bool
    let isLabeled: Bool
    let isNullable: Bool
  }

  private(set) var nodes: [Node] = []
  private(set) var fields: [Field] = []
  /// The keys of the blocks beyond the predeclared ones, in the order of their handles.
  private(set) var keys: [String] = []
  private(set) var root = 0
  /// The record that an error is, when it is not self-describing.
  private(set) var errorRecord = 0

  init(_ type: WireType) throws(WireTypeError) {
    errorRecord = try add(Self.errorType, depth: 0)
    root = try add(type, depth: 0)
  }

  /// An error as a record. The names and their order are those of the specification's `Error` type.
  static let errorType = WireType.record([
    WireType.Field("message", .block(.string, key: "String", deduplicates: true)),
    WireType.Field(
      "locations",
      .array(
        .record([
          WireType.Field("line", .block(.varint, key: "Int", deduplicates: false)),
          WireType.Field("column", .block(.varint, key: "Int", deduplicates: false)),
        ])), isOmittable: true),
    WireType.Field("path", .path, isOmittable: true),
    WireType.Field("extensions", .desc, isOmittable: true),
  ])

  /// How deep a wire type may be nested.
  private static let maximumDepth = 256

  private mutating func add(_ type: WireType, depth: Int) throws(WireTypeError) -> Int {
    guard depth < Self.maximumDepth else { throw .tooDeep }
    let node: Node
    switch type {
    case .boolean: node = .boolean
    case .desc: node = .desc
    case .path: node = .path
    case .error: node = .error
    case .array(let element): node = .array(try add(element, depth: depth + 1))
    case .nullable(let value):
      node = .nullable(try add(value, depth: depth + 1), isLabeled: value.isLabeled)
    case .block(let scalar, let key, let deduplicates):
      node = try self.node(scalar, in: block(key, deduplicates: deduplicates))
    case .record(let members):
      var added: [Field] = []
      for member in members {
        added.append(
          Field(
            name: member.name, node: try add(member.type, depth: depth + 1),
            isOmittable: member.isOmittable, isLabeled: member.type.isLabeled,
            isNullable: member.type.isNullable))
      }
      node = .record(fields.count..<fields.count + added.count)
      fields += added
    case .string, .varint, .float64, .bytes, .fixed:
      throw .malformed("the scalar \(type) stands outside of a block")
    }
    nodes.append(node)
    return nodes.count - 1
  }

  private func node(_ scalar: WireType, in block: ArgoBlock) throws(WireTypeError) -> Node {
    switch scalar {
    case .string: return .string(block)
    case .boolean: return .boolean
    case .varint: return .varint(block)
    case .float64: return .float64(block)
    case .bytes: return .bytes(block)
    case .fixed(let length):
      guard length >= 0 else { throw .malformed("a value can't have \(length) bytes") }
      return .fixed(length, block)
    case .desc: return .desc
    case .block, .array, .nullable, .record, .path, .error:
      throw .malformed("a block holds scalars only")
    }
  }

  private mutating func block(_ key: String, deduplicates: Bool) -> ArgoBlock {
    let predeclared = ArgoBlock.predeclaredKeys
    if let index = predeclared.firstIndex(where: { $0.hasSameBytes(as: key) }) {
      return ArgoBlock(index: index, deduplicates: deduplicates)
    }
    if let index = keys.firstIndex(where: { $0.hasSameBytes(as: key) }) {
      return ArgoBlock(index: predeclared.count + index, deduplicates: deduplicates)
    }
    keys.append(key)
    return ArgoBlock(index: predeclared.count + keys.count - 1, deduplicates: deduplicates)
  }
}

extension WireType {
  fileprivate var isNullable: Bool {
    if case .nullable = self { true } else { false }
  }
}
