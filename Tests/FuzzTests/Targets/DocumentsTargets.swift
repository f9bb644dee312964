@testable import Documents

/// What stands in rows, on the wire and in tokens; and the scalars of clients.
enum DocumentsTargets {
  static let all: [FuzzTarget] = [
    FuzzTarget("stamps", seeds: { sampleStamps.map(coded) }, run: stamps),
    FuzzTarget(
      "knowledge", seeds: { [KnowledgeCoding.encode(Samples.someKnowledge)] }, run: knowledge),
    FuzzTarget("packed-values", seeds: { [packed(sampleValues)] }, run: packedValues),
    FuzzTarget("rows", seeds: rowSeeds, run: rows),
    FuzzTarget("scope-filter", seeds: { scopeFilters.map(\.bytes) }, run: scopeFilter),
    FuzzTarget(
      "scalars", maximumLength: 256, dictionary: "scalars", texts: scalarTexts, run: scalar),
  ]

  // MARK: Stamps and knowledge

  private static let sampleStamps: [Stamps] = [
    Stamps(
      uniform: Stamp(version: Samples.version(1, 1_790_000_000_000), seen: Knowledge()),
      slotCount: 4),
    Stamps(slots: [
      Stamp(version: Samples.version(0, 5), seen: Samples.someKnowledge), nil,
      Stamp(
        version: Samples.version(1, 7), seen: Knowledge([Samples.version(0, 5)]),
        merged: Knowledge([Samples.version(2, 9)])),
      Stamp(version: Samples.version(0, 5), seen: Samples.someKnowledge),
    ]),
  ]

  private static func coded(_ stamps: Stamps) -> [UInt8] {
    var bytes: [UInt8] = []
    StampsCoding.append(stamps, to: &bytes) { Samples.replicas.firstIndex(of: $0) ?? 0 }
    return bytes
  }

  private static func stamps(_ bytes: [UInt8]) throws -> Bool {
    var versions: [Version] = []
    var isKnown = true
    let isSound = bytes.withUnsafeBytes {
      StampsCoding.forEachVersion($0) { number, timestamp in
        guard number < Samples.replicas.count else { return isKnown = false }
        versions.append(Version(timestamp: timestamp, replica: Samples.replicas[number]))
      }
    }
    guard let stamps = bytes.withUnsafeBytes({ StampsCoding.read($0, replicas: Samples.replicas) })
    else {
      return false
    }
    try hold(isSound && isKnown, "what can be read can be looked at in place")
    try hold(
      versions == stamps.groups.map(\.version), "the versions in place are those that are read")
    try hold(coded(stamps) == bytes, "stamps have one form")
    for slot in 0..<stamps.slotCount {
      if let stamp = stamps[Slot(index: slot)] {
        try hold(stamp.hasSeen(stamp.version), "a stamp has seen its own version")
      }
    }
    return true
  }

  private static func knowledge(_ bytes: [UInt8]) throws -> Bool {
    guard let knowledge = try? KnowledgeCoding.decode(bytes) else { return false }
    try hold(KnowledgeCoding.encode(knowledge) == bytes, "knowledge has one form")
    let text = KnowledgeCoding.text(of: knowledge)
    try hold(try KnowledgeCoding.read(text: text) == knowledge, "its text is read")
    let half = Knowledge(
      knowledge.entries.enumerated().filter { $0.offset % 2 == 0 }.map(\.element))
    try hold(knowledge.covers(half), "a map covers its parts")
    try hold(half.joined(with: knowledge) == knowledge, "joining a part changes nothing")
    try hold(knowledge.lowered(to: half) == half, "lowering to a part gives the part")
    return true
  }

  // MARK: Values and rows

  private static let sampleValues: [Value?] = [
    .null, nil, .bool(true), .int(-70_000), .double(0.5), .string("text é"),
    .list([.string("a"), .list([.int(1), .null])]),
  ]

  private static func packed(_ values: [Value?]) -> [UInt8] {
    var bytes: [UInt8] = []
    for value in values { PackedValues.append(value, to: &bytes) }
    return bytes
  }

  private static func packedValues(_ bytes: [UInt8]) throws -> Bool {
    try bytes.withUnsafeBytes { bytes in
      var position = 0
      while position < bytes.count {
        var skipped = position
        let isSound = PackedValues.skip(bytes, at: &skipped)
        guard let value = PackedValues.readValue(bytes, at: &position) else {
          try hold(!isSound, "what can't be read can't be passed over")
          return false
        }
        try hold(isSound, "what is read can be passed over: \(String(describing: value))")
        try hold(skipped == position, "reading and passing over end at the same place")
        let again = packed([value])
        var end = 0
        let copy = again.withUnsafeBytes { PackedValues.readValue($0, at: &end) }
        try hold(copy == .some(value) && end == again.count, "a written value is read")
      }
      return true
    }
  }

  /// The bytes of a row: its id, stamps and values, each behind a byte with its length, but the last.
  private static func rows(_ input: [UInt8]) throws -> Bool {
    guard let idLength = input.first, input.count > 1 + Int(idLength) else { return false }
    let id = Array(input[1...].prefix(Int(idLength)))
    let rest = input.dropFirst(1 + id.count)
    guard let length = rest.first, rest.count > Int(length) else { return false }
    let stamps = Array(rest.dropFirst().prefix(Int(length)))
    let values = Array(rest.dropFirst(1 + stamps.count))
    var batch = ChangeBatch(replicas: Samples.replicas)
    let greatest = stamps.withUnsafeBytes { StampsCoding.read($0, replicas: Samples.replicas) }
      .flatMap {
        $0.groups.isEmpty ? nil : $0.greatestVersion
      }
    batch.append(
      type: TypeNumber(rawValue: 0), sequence: .zero, createdAt: Timestamp(bits: 1),
      updatedAt: greatest?.timestamp.milliseconds ?? 0, isDeleted: false, id: id, stamps: stamps,
      values: values)
    let row = batch.rows[0]
    let state = batch.state(of: row)
    for filter in scopeFilters {
      _ = filter.evaluator(for: Samples.catalogType).matches(row, in: batch)
    }
    guard batch.isWellFormed(row) else { return false }
    let whole = try hold(state, "a well-formed row has a state")
    let others = Knowledge([Version(timestamp: Timestamp(bits: .max), replica: Samples.replicas[0])]
    )
    try hold(
      batch.isCovered(row, by: others) == whole.stamps.areCovered(by: others),
      "row and state are covered alike")
    for filter in scopeFilters {
      let evaluator = filter.evaluator(for: Samples.catalogType)
      try hold(
        evaluator.matches(row, in: batch) == evaluator.matches(whole), "row and state match alike")
    }
    var copy = ChangeBatch()
    copy.append(whole, type: row.type, sequence: row.sequence)
    try hold(copy.isWellFormed(copy.rows[0]), "a written state is a well-formed row")
    try hold(copy.state(of: copy.rows[0]) == whole, "a written state is read")
    return true
  }

  private static func rowSeeds() throws -> [[UInt8]] {
    let id = Array("id-1".utf8)
    return [sampleValues, [.string("text"), .int(3)]].flatMap { values in
      [
        Stamps(
          uniform: Stamp(
            version: Samples.version(1, 1_790_000_000_000), seen: Samples.someKnowledge),
          slotCount: 9)
      ].map { stamps in
        let stamps = coded(stamps)
        return [UInt8(id.count)] + id + [UInt8(stamps.count)] + stamps + packed(values)
      }
    }
  }

  // MARK: Filters

  private static let scopeFilters: [ScopeFilter] =
    ([
      .all([
        .compare(.field(0), .contains, .string("ex")),
        .not(
          .any([
            .isIn(.field(1), [.int(3), .double(2.5), .null]), .compare(.id, .eq, .string("x")),
          ])),
        .between(.updatedAt, .int(0), .int(.max)),
      ]),
      .any([
        .compare(.field(2), .contains, .string("a")), .compare(.field(0), .lt, .string("z")),
        .compare(.createdAt, .ge, .int(1)), .compare(.field(2), .ne, .list([.string("a"), .null])),
      ]),
    ] as [Filter]).map {
      guard let filter = ScopeFilter($0, of: Samples.typeModel) else {
        preconditionFailure("the filters are small")
      }
      return filter
    }

  private static func scopeFilter(_ bytes: [UInt8]) throws -> Bool {
    guard let filter = ScopeFilter(bytes: bytes) else { return false }
    let again = try hold(ScopeFilter(bytes: filter.bytes), "a written filter is read")
    try hold(again == filter, "a written filter is the same")
    try hold(again.fingerprint == filter.fingerprint, "equal filters have equal fingerprints")
    let negation = ScopeFilter(fields: filter.fields, condition: .not(filter.condition))
    for document in documents(of: Samples.catalogType) {
      try hold(
        filter.evaluator(for: Samples.catalogType).matches(document)
          != negation.evaluator(for: Samples.catalogType).matches(document),
        "either a condition holds or its negation")
    }
    return true
  }

  private static func documents(of type: CatalogType) -> [DocumentState] {
    [[], [.string("text"), .int(3), .list([.string("a")])], [.null, .double(2.5), .bool(true)]].map
    {
      DocumentState(
        id: DocumentID("x"), createdAt: Timestamp(bits: 1 << 20), isDeleted: false, values: $0,
        stamps: sampleStamps[0])
    }
  }

  // MARK: Scalars

  private static let scalarTypes: [ScalarType] = [
    .string, .int, .float, .boolean, .id, .dateTime, .date, .time, .timestamp, .bigInt, .json,
    .enumeration(name: "Color", values: ["RED", "GREEN"]),
  ]

  private static let scalarTexts = [
    "DateTime 2026-11-23T15:04:05.123456789+01:00", "DateTime 2016-12-31T23:59:60Z",
    "Date 2024-02-29", "Time 15:04:05.5-00:30", "Timestamp -9007199254740991",
    "BigInt -123456789012345678901234567890", #"JSON {"a": [1.50, "\u00e9", {}], "b": null}"#,
    "ID x", "Color RED", "String é",
  ]

  /// The name of a scalar, a space, and what a client writes.
  private static func scalar(_ text: String) throws -> Bool {
    let parts = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let type = scalarTypes.first(where: { $0.name == parts[0] }) else {
      return false
    }
    let given = String(parts[1])
    if let number = Double(given) { _ = try? type.normalise(.double(number)) }
    if let number = Int64(given) { _ = try? type.normalise(.int(number)) }
    guard let value = try? type.normalise(.string(given)) else { return false }
    let shown = try hold(type.external(value), "every value has a form for clients")
    let again = try hold("what clients are shown can be written") { try type.normalise(shown) }
    try hold(again == value, "what clients are shown means the same: \(value), \(again)")
    try hold(!type.displayText(value).isEmpty || value == .string(""), "a value has a text")
    if case .string(let inner) = value, case .string(let outer) = shown {
      var bytes: [UInt8] = []
      Array(inner.utf8).withUnsafeBytes { type.appendDisplay(text: $0, to: &bytes) }
      try hold(bytes.elementsEqual(outer.utf8), "bytes and texts are shown alike")
    }
    return true
  }
}

extension ChangeBatch {
  /// Appends a row whose parts are given in bytes.
  fileprivate mutating func append(
    type: TypeNumber, sequence: SequenceNumber, createdAt: Timestamp, updatedAt: Int64,
    isDeleted: Bool, id: [UInt8], stamps: [UInt8], values: [UInt8]
  ) {
    id.withUnsafeBytes { id in
      stamps.withUnsafeBytes { stamps in
        append(
          type: type, sequence: sequence, createdAt: createdAt, updatedAt: updatedAt,
          isDeleted: isDeleted, id: id, stamps: stamps
        ) { $0 += values }
      }
    }
  }
}
