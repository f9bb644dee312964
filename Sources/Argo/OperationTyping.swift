internal import GraphQL

/// The typing of one operation.
struct OperationTyping {
  /// A selected field, flattened out of the fragments of its selection set.
  private struct Selected {
    let field: FieldNode
    /// The type that has the field: the condition of the innermost fragment.
    let parent: String
    /// Whether every fragment around it names the type that is selected from.
    let isExact: Bool
    /// Whether a variable decides that it is there.
    let isConditional: Bool
  }

  /// Fields by response name, in the order of first selection.
  private struct Groups {
    private(set) var groups: [[Selected]] = []
    private var indices: [String: Int] = [:]

    mutating func append(_ selected: Selected) {
      let key = selected.field.responseKey
      if let index = indices[key] {
        groups[index].append(selected)
      } else {
        indices[key] = groups.count
        groups.append([selected])
      }
    }
  }

  /// How deep selection sets may be nested; more comes only of fragments that contain themselves.
  private static let maximumDepth = 64
  /// How many selections are looked at, fragments each time that they are spread.
  private static let maximumSelections = 50_000

  let schema: WireSchema
  let fragments: [String: FragmentNode]
  private var selectionsLeft = Self.maximumSelections

  init(schema: WireSchema, fragments: [FragmentNode]) {
    self.schema = schema
    self.fragments = Dictionary(
      fragments.map { ($0.name.value, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The fields of the record of a selection set on a composite type.
  mutating func fields(
    of selectionSet: SelectionSetNode, on type: String, depth: Int
  ) throws(WireTypeError) -> [WireType.Field] {
    guard depth < Self.maximumDepth else { throw .tooDeep }
    var groups = Groups()
    try collect(
      selectionSet, on: type, selected: type, isExact: true, isConditional: false, visited: [],
      depth: depth, into: &groups)
    var fields: [WireType.Field] = []
    for group in groups.groups {
      let isCertain = group.contains { $0.isExact }
      var occurrences: [WireType.Field] = []
      for selected in group {
        occurrences.append(
          WireType.Field(
            selected.field.responseKey, try self.type(of: selected, depth: depth),
            isOmittable: !isCertain || selected.isConditional))
      }
      fields.append(try Self.merge(occurrences))
    }
    return fields
  }

  private mutating func type(
    of selected: Selected, depth: Int
  ) throws(WireTypeError) -> WireType {
    let field = selected.field
    let type = try type(of: field.name.value, in: selected.parent)
    guard let selectionSet = field.selectionSet else {
      guard schema.composites[type.typeName] == nil else {
        throw .conflictingFields(name: field.responseKey)
      }
      return try schema.wireType(of: type, record: .record([]))
    }
    guard schema.composites[type.typeName] != nil else { throw .unknownType(type.typeName) }
    let record = WireType.record(try fields(of: selectionSet, on: type.typeName, depth: depth + 1))
    return try schema.wireType(of: type, record: record)
  }

  private func type(of field: String, in type: String) throws(WireTypeError) -> TypeReference {
    switch field {
    case "__typename": return .nonNull(.named("String"))
    case "__schema": return .nonNull(.named("__Schema"))
    case "__type": return .named("__Type")
    default:
      guard let fields = schema.composites[type] else { throw .unknownType(type) }
      guard let found = fields[field] else { throw .unknownField(type: type, field: field) }
      return found
    }
  }

  private mutating func collect(
    _ selectionSet: SelectionSetNode, on type: String, selected root: String, isExact: Bool,
    isConditional: Bool, visited: Set<String>, depth: Int, into groups: inout Groups
  ) throws(WireTypeError) {
    guard depth < Self.maximumDepth else { throw .tooDeep }
    var visited = visited
    for selection in selectionSet.selections {
      selectionsLeft -= 1
      guard selectionsLeft > 0 else { throw .tooDeep }
      switch selection {
      case .field(let field):
        guard !field.directives.alwaysOmit else { continue }
        groups.append(
          Selected(
            field: field, parent: type, isExact: isExact,
            isConditional: isConditional || field.directives.mayOmit))
      case .spread(let spread):
        let name = spread.name.value
        guard !spread.directives.alwaysOmit, visited.insert(name).inserted else { continue }
        guard let fragment = fragments[name] else { throw .unknownFragment(name) }
        let condition = fragment.typeCondition.value
        try collect(
          fragment.selectionSet, on: condition, selected: root,
          isExact: isExact && condition == root,
          isConditional: isConditional || spread.directives.mayOmit, visited: visited,
          depth: depth + 1, into: &groups)
      case .inlineFragment(let fragment):
        guard !fragment.directives.alwaysOmit else { continue }
        let condition = fragment.typeCondition?.value ?? type
        try collect(
          fragment.selectionSet, on: condition, selected: root,
          isExact: isExact && condition == root,
          isConditional: isConditional || fragment.directives.mayOmit, visited: visited,
          depth: depth + 1, into: &groups)
      }
    }
  }
}

extension OperationTyping {
  /// One field of the selections under one response name.
  ///
  /// It is omittable if one of them is. Records are merged field by field, in the order of first selection; what not
  /// all of them have is omittable.
  private static func merge(_ fields: [WireType.Field]) throws(WireTypeError) -> WireType.Field {
    guard var merged = fields.first, fields.count > 1 else { return fields[0] }
    merged.isOmittable = fields.contains { $0.isOmittable }
    guard merged.type.innermostRecord != nil else {
      guard fields.allSatisfy({ $0.type == merged.type }) else {
        throw .conflictingFields(name: merged.name)
      }
      return merged
    }
    var names: [String] = []
    var byName: [String: [WireType.Field]] = [:]
    for field in fields {
      guard let record = field.type.innermostRecord,
        field.type.replacingRecord([]) == merged.type.replacingRecord([])
      else { throw .conflictingFields(name: merged.name) }
      for inner in record {
        if byName[inner.name] == nil { names.append(inner.name) }
        byName[inner.name, default: []].append(inner)
      }
    }
    var combined: [WireType.Field] = []
    for name in names {
      guard let group = byName[name] else { continue }
      var field = try merge(group)
      if group.count < fields.count { field.isOmittable = true }
      combined.append(field)
    }
    merged.type = merged.type.replacingRecord(combined)
    return merged
  }
}

extension WireType {
  /// The record inside lists and nullables, if that is what they hold.
  fileprivate var innermostRecord: [Field]? {
    switch self {
    case .record(let fields): fields
    case .array(let type), .nullable(let type): type.innermostRecord
    case .string, .boolean, .varint, .float64, .bytes, .fixed, .block, .desc, .path, .error: nil
    }
  }

  /// The same lists and nullables with another record inside.
  fileprivate func replacingRecord(_ fields: [Field]) -> WireType {
    switch self {
    case .record: .record(fields)
    case .array(let type): .array(type.replacingRecord(fields))
    case .nullable(let type): .nullable(type.replacingRecord(fields))
    case .string, .boolean, .varint, .float64, .bytes, .fixed, .block, .desc, .path, .error: self
    }
  }
}

extension [DirectiveNode] {
  /// Whether `@skip` or `@include` leaves the selection out whatever the variables are.
  fileprivate var alwaysOmit: Bool {
    contains { directive in
      guard case .boolean(let value, _)? = directive.argument("if") else { return false }
      return (directive.name.value == "skip" && value)
        || (directive.name.value == "include" && !value)
    }
  }

  /// Whether a variable decides.
  fileprivate var mayOmit: Bool {
    contains { directive in
      guard case .variable? = directive.argument("if") else { return false }
      return directive.name.value == "skip" || directive.name.value == "include"
    }
  }
}
