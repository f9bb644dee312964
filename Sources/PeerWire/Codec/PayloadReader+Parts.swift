internal import Argo
internal import Documents
internal import Replication

extension PayloadReader {
  /// Reads a self-describing object; `body` reads the value of each key.
  mutating func object(
    _ place: String, _ body: (inout PayloadReader, String) throws(PeerCodecError) -> Void
  ) throws(PeerCodecError) {
    guard case .object(let count) = try desc() else { throw .invalid(place, "no object") }
    for _ in 0..<count {
      let key = try descKey()
      try body(&self, key)
    }
  }

  /// Reads what was heard of members, in ascending order.
  mutating func members(
    _ bits64: ArgoBlock, _ knowledge: ArgoBlock
  ) throws(PeerCodecError) -> [MemberNews] {
    let milliseconds = declare("Milliseconds")
    let count = try count()
    guard count <= PeerLimits.links else {
      throw .invalid("members", "more than \(PeerLimits.links)")
    }
    var members: [MemberNews] = []
    for _ in 0..<count {
      let replica = ReplicaID(bits: try bits(bits64))
      if let last = members.last, last.replica >= replica {
        throw .invalid("members", "not in ascending order")
      }
      let known = try self.knowledge(knowledge, "members.knowledge")
      let silence = try integer(milliseconds)
      guard silence >= 0 else { throw .invalid("members.silence", "a negative time") }
      members.append(MemberNews(replica: replica, knowledge: known, silence: silence))
    }
    return members
  }

  /// Reads a catalogue: names as GraphQL has them; each type is there once by name and merge, each of its fields by name and type.
  mutating func catalog() throws(PeerCodecError) -> Catalog {
    let merge = declare("Merge")
    let count = try count()
    guard count <= Catalog.maximumCount else {
      throw .invalid("catalog", "more than \(Catalog.maximumCount) types")
    }
    var types: [CatalogType] = []
    var names: Set<String> = []  // with how they merge
    for _ in 0..<count {
      let name = try catalogName("catalog")
      let mergeName = text(in: try range(ofUTF8: merge))
      guard let granularity = MergeGranularity(rawValue: mergeName) else {
        throw .invalid("catalog.\(name).merge", "neither FIELD nor DOCUMENT")
      }
      guard names.insert("\(name) \(mergeName)").inserted else {
        throw .invalid("catalog", "two types with the name \(name) that merge by \(mergeName)")
      }
      types.append(
        CatalogType(name: name, merge: granularity, fields: try catalogFields(of: name)))
    }
    return Catalog(types: types)
  }

  private mutating func catalogFields(
    of type: String
  ) throws(PeerCodecError) -> [CatalogField] {
    let count = try count()
    guard count <= Catalog.maximumCount else {
      throw .invalid("catalog.\(type)", "more than \(Catalog.maximumCount) fields")
    }
    var fields: [CatalogField] = []
    var names: Set<String> = []  // with their types
    for _ in 0..<count {
      let name = try catalogName("catalog.\(type)")
      let notation = try line(.string, "catalog.\(type).\(name)", limit: PeerLimits.catalogName)
      guard Self.isType(notation.utf8[...]) else {
        throw .invalid("catalog.\(type).\(name)", "\"\(notation)\" is no type of a field")
      }
      guard names.insert("\(name) \(notation)").inserted else {
        throw .invalid(
          "catalog.\(type)", "two fields with the name \(name) and the type \(notation)")
      }
      fields.append(CatalogField(name: name, type: notation))
    }
    return fields
  }

  /// Reads what a node holds: null for everything, or types in ascending order of their names, each with the filter of its documents.
  mutating func scope() throws(PeerCodecError) -> ReplicationScope {
    if try takeNull() { return .everything }
    let filters = declare("ScopeFilter")
    let count = try count()
    guard count <= Catalog.maximumCount else {
      throw .invalid("replicates", "more than \(Catalog.maximumCount) types")
    }
    var types: [ScopedType] = []
    for _ in 0..<count {
      let name = try catalogName("replicates")
      if let last = types.last, last.name >= name {
        throw .invalid("replicates", "not in ascending order")
      }
      var type = ScopedType(name: name)
      if try !takeNull() {
        let range = try range(ofBytes: filters)
        guard let filter = ScopeFilter(bytes: Array(bytes[range])) else {
          throw .invalid("replicates.\(name).filter", "no filter, or one that is too large")
        }
        type.filter = filter
      }
      types.append(type)
    }
    return .types(types)
  }

  private mutating func catalogName(
    _ place: @autoclosure () -> String
  ) throws(PeerCodecError) -> String {
    let name = try line(.string, place(), limit: PeerLimits.catalogName)
    guard Self.isName(name.utf8[...]) else { throw .invalid(place(), "\"\(name)\" is no name") }
    return name
  }

  /// Whether text is a name as GraphQL has them. Names are plain ASCII, so Swift's equality on them is that of their bytes.
  private static func isName(_ text: Substring.UTF8View) -> Bool {
    guard let first = text.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else {
      return false
    }
    return text.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
        true
      default: false
      }
    }
  }

  /// Whether text is a name, or one in any number of pairs of brackets.
  private static func isType(_ text: Substring.UTF8View) -> Bool {
    var rest = text
    while rest.first == UInt8(ascii: "["), rest.last == UInt8(ascii: "]"), rest.count > 1 {
      rest = rest.dropFirst().dropLast()
    }
    return isName(rest)
  }
}

extension Catalog {
  /// Whether this is what `older` became by growing: each type and field of it is at its place, unchanged.
  func extends(_ older: Catalog) -> Bool {
    guard types.count >= older.types.count else { return false }
    return zip(types, older.types).allSatisfy { new, old in
      new.name == old.name && new.merge == old.merge && new.fields.starts(with: old.fields)
    }
  }
}
