import Documents
import Testing

/// A type whose fields stand in another order in the catalogue than in the model.
private func boundType() -> BoundType {
  let names = ["text", "int", "float", "flag", "tags", "level"]
  let scalars: [FieldType] = [
    FieldType(.string), FieldType(.int), FieldType(.float), FieldType(.boolean),
    FieldType(.string, isList: true), FieldType(.int),
  ]
  let type = TypeModel(
    name: "T", plural: "Ts",
    fields: zip(names, scalars).map { name, type in
      FieldModel(name: name, type: type, defaultValue: name == "level" ? .int(3) : nil)
    })
  var catalog = Catalog(types: [
    CatalogType(
      name: "T", merge: .field,
      fields: ["gone", "flag", "level", "text"].map { CatalogField(name: $0, type: "Int") })
  ])
  guard let bound = BoundModel(Model(types: [type]), catalog: &catalog) else {
    preconditionFailure("there is room")
  }
  return bound.types[0]
}

/// What the words of ``Filter`` say, in the plainest way.
private enum Reference {
  static func holds(_ filter: Filter, _ value: (FilterField) -> Value) -> Bool {
    switch filter {
    case .compare(let field, let op, let constant): holds(value(field), op, constant)
    case .isIn(let field, let values): values.contains { holds(value(field), .eq, $0) }
    case .between(let field, let low, let high):
      holds(value(field), .ge, low) && holds(value(field), .le, high)
    case .all(let filters): !filters.contains { !holds($0, value) }
    case .any(let filters): filters.contains { holds($0, value) }
    case .not(let filter): !holds(filter, value)
    case .related: preconditionFailure("the filters made here look at one document")
    }
  }

  private static func holds(_ value: Value, _ op: FilterOperator, _ constant: Value) -> Bool {
    switch op {
    case .eq: equal(value, constant)
    case .ne: !equal(value, constant)
    case .lt: less(value, constant)
    case .gt: less(constant, value)
    case .le: less(value, constant) || isOrdered(value) && equal(value, constant)
    case .ge: less(constant, value) || isOrdered(value) && equal(value, constant)
    case .contains:
      if case .list(let values) = value {
        values.contains { equal($0, constant) }
      } else {
        texts(value, constant) { text, part in
          part.isEmpty
            || text.indices.contains { text[$0...].starts(with: part) }
        }
      }
    case .startsWith: texts(value, constant) { $0.starts(with: $1) }
    case .endsWith: texts(value, constant) { $0.reversed().starts(with: $1.reversed()) }
    }
  }

  private static func isOrdered(_ value: Value) -> Bool {
    switch value {
    case .null, .list: false
    case .bool, .int, .double, .string: true
    }
  }

  private static func equal(_ left: Value, _ right: Value) -> Bool {
    switch (left, right) {
    case (.list(let left), .list(let right)):
      left.count == right.count && zip(left, right).allSatisfy { equal($0, $1) }
    case (.int, .double), (.double, .int), (.double, .double):
      !less(left, right) && !less(right, left)
    default: left == right
    }
  }

  private static func less(_ left: Value, _ right: Value) -> Bool {
    switch (left, right) {
    case (.bool(let left), .bool(let right)): !left && right
    case (.int(let left), .int(let right)): left < right
    case (.double(let left), .double(let right)): left < right
    // Doubles of this size are exact in 80 bits with the integers.
    case (.int(let left), .double(let right)): Float80(left) < Float80(right)
    case (.double(let left), .int(let right)): Float80(left) < Float80(right)
    case (.string(let left), .string(let right)):
      left.utf8.lexicographicallyPrecedes(right.utf8)
    default: false
    }
  }

  private static func texts(
    _ left: Value, _ right: Value, _ test: ([UInt8], [UInt8]) -> Bool
  ) -> Bool {
    guard case (.string(let left), .string(let right)) = (left, right) else { return false }
    return test(Array(left.utf8), Array(right.utf8))
  }
}

/// Random filters and documents over few values, so that they meet.
private struct FilterSamples {
  var samples: Samples

  mutating func value() -> Value {
    let values: [Value] = [
      .null, .bool(false), .bool(true), .int(-1), .int(0), .int(3), .int(.max), .double(-1),
      .double(0),
      .double(2.5), .double(3), .double(9_223_372_036_854_775_808), .string(""), .string("a"),
      .string("ab"), .string("b"), .string("é"), .string("e\u{301}"), .string("a%_b"), .string("%"),
      .list([]), .list([.string("a")]), .list([.string("a"), .null]), .list([.int(3)]),
      .list([.double(3)]),
    ]
    return values[samples.number(0..<values.count)]
  }

  mutating func field() -> FilterField {
    switch samples.number(0..<12) {
    case 0: .id
    case 1: .createdAt
    case 2: .updatedAt
    default: .field(samples.number(0..<7))
    }
  }

  mutating func filter(depth: Int = 0) -> Filter {
    switch samples.number(0..<(depth < 3 ? 9 : 6)) {
    case 0: .isIn(field(), (0..<samples.number(0..<4)).map { _ in value() })
    case 1: .between(field(), value(), value())
    case 2..<6:
      .compare(
        field(), FilterOperator.allCases[samples.number(0..<FilterOperator.allCases.count)], value()
      )
    case 6: .all((0..<samples.number(0..<3)).map { _ in filter(depth: depth + 1) })
    case 7: .any((0..<samples.number(0..<3)).map { _ in filter(depth: depth + 1) })
    default: .not(filter(depth: depth + 1))
    }
  }
}

@Suite struct FilterEvaluatorTests {
  private let type = boundType()

  private func state(_ values: [Int: Value]) -> DocumentState {
    let count = 1 + (type.fields.map { Int($0.rawValue) }.max() ?? 0)
    var row: [Value?] = Array(repeating: nil, count: count)
    for (index, value) in values { row[Int(type.fields[index].rawValue)] = value }
    return DocumentState(
      id: DocumentID("ab"), createdAt: Timestamp(milliseconds: 3, counter: 9), isDeleted: false,
      values: row,
      stamps: Stamps(
        uniform: Stamp(version: version(4, 1)), slotCount: Slot.firstField + count))
  }

  private func matches(_ filter: Filter, _ values: [Int: Value]) -> Bool {
    FilterEvaluator(filter, type: type).matches(state(values))
  }

  @Test func allWaysToJudgeAgreeWithThePlainReading() {
    var random = FilterSamples(samples: Samples(seed: 14))
    var matched = 0
    for _ in 0..<3_000 {
      let filter = random.filter()
      var values: [Int: Value] = [:]
      for index in 0..<6 where random.samples.number(0..<4) > 0 { values[index] = random.value() }
      let state = state(values)
      let expected = Reference.holds(filter) { field in
        switch field {
        case .id: .string("ab")
        case .createdAt: .int(3)
        case .updatedAt: .int(4)
        case .field(6): .null
        case .field(let index): values[index] ?? (index == 5 ? .int(3) : .null)
        }
      }
      matched += expected ? 1 : 0
      let evaluator = FilterEvaluator(filter, type: type)
      #expect(evaluator.matches(state) == expected, "\(filter) on \(values)")
      #expect(
        evaluator.matches(DocumentView(state, type: type)) == expected, "\(filter) on \(values)")
      var batch = ChangeBatch()
      batch.append(state, type: type.number, sequence: .zero)
      #expect(evaluator.matches(batch.rows[0], in: batch) == expected, "\(filter) on \(values)")

      let columns = [4, 2, 0, 1, 3, 5]
      var projected = ChangeBatch()
      Array("ab".utf8).withUnsafeBytes { id in
        projected.append(
          type: type.number, sequence: .zero, createdAt: state.createdAt, updatedAt: 4,
          isDeleted: false, id: id, stamps: UnsafeRawBufferPointer(start: nil, count: 0)
        ) { bytes in
          for column in columns { PackedValues.append(values[column], to: &bytes) }
        }
      }
      let other = FilterEvaluator(filter, type: type, columns: columns)
      #expect(other.matches(projected.rows[0], in: projected) == expected, "\(filter) on \(values)")
    }
    #expect((500..<2_500).contains(matched))
  }

  @Test func nullIsEqualToNullOnly() {
    #expect(matches(.compare(.field(0), .eq, .null), [0: .null]))
    #expect(matches(.compare(.field(0), .eq, .null), [:]))
    #expect(!matches(.compare(.field(0), .eq, .null), [0: .string("")]))
    #expect(matches(.compare(.field(0), .ne, .string("a")), [0: .null]))
    #expect(matches(.compare(.field(0), .ne, .null), [0: .string("")]))
    #expect(matches(.isIn(.field(0), [.string("a"), .null]), [0: .null]))
    #expect(!matches(.isIn(.field(0), [.string("a")]), [0: .null]))
  }

  @Test(arguments: [FilterOperator.lt, .le, .gt, .ge, .contains, .startsWith, .endsWith])
  func nullIsNotComparedByOrderOrText(op: FilterOperator) {
    for value in [Value.null, .string(""), .int(0)] {
      #expect(!matches(.compare(.field(0), op, value), [0: .null]))
      #expect(matches(.not(.compare(.field(0), op, value)), [0: .null]))
    }
    #expect(!matches(.compare(.field(0), op, .null), [0: .string("a")]))
  }

  @Test func betweenHasBothEnds() {
    let filter = Filter.between(.field(1), .int(1), .int(3))
    #expect(
      [0, 1, 2, 3, 4].map { matches(filter, [1: .int($0)]) } == [false, true, true, true, false])
    #expect(!matches(filter, [1: .null]))
    #expect(!matches(.between(.field(1), .null, .int(3)), [1: .int(2)]))
  }

  @Test func integersAndDoublesCompareExactly() {
    let limit = Value.double(9_007_199_254_740_992)
    #expect(!matches(.compare(.field(1), .eq, limit), [1: .int(9_007_199_254_740_993)]))
    #expect(matches(.compare(.field(1), .gt, limit), [1: .int(9_007_199_254_740_993)]))
    #expect(matches(.compare(.field(1), .lt, .double(0x1p63)), [1: .int(.max)]))
    #expect(matches(.compare(.field(1), .ge, .double(-0x1p63)), [1: .int(.min)]))
    #expect(matches(.compare(.field(1), .eq, .double(-0.0)), [1: .int(0)]))
    #expect(matches(.compare(.field(2), .eq, .int(2)), [2: .double(2)]))
    #expect(matches(.compare(.field(1), .gt, .double(-1.5)), [1: .int(-1)]))
  }

  @Test func emptyGroupsAreTrueForAllAndFalseForAny() {
    #expect(matches(.all([]), [:]))
    #expect(!matches(.any([]), [:]))
    #expect(!matches(.isIn(.field(0), []), [0: .null]))
  }

  @Test func textIsSearchedByBytesAndLiterally() {
    let values: [Int: Value] = [0: .string("100%_é")]
    #expect(matches(.compare(.field(0), .contains, .string("%_")), values))
    #expect(!matches(.compare(.field(0), .contains, .string("0_")), values))
    #expect(!matches(.compare(.field(0), .endsWith, .string("e\u{301}")), values))
    #expect(matches(.compare(.field(0), .startsWith, .string("")), values))
    #expect(!matches(.compare(.field(0), .contains, .string("É")), values))
  }

  @Test func aFieldThatNobodyWroteHasItsDefault() {
    #expect(matches(.compare(.field(5), .eq, .int(3)), [:]))
    #expect(!matches(.compare(.field(5), .eq, .int(3)), [5: .null]))
    // The row ends before the field.
    var short = state([:])
    short.values = []
    #expect(FilterEvaluator(.compare(.field(5), .ge, .int(3)), type: type).matches(short))
  }

  @Test func timesThatAClientDidNotSayAreNull() {
    let view = DocumentView(
      type: "T", id: DocumentID("x"), values: [], createdAt: nil, updatedAt: 7, isDeleted: nil,
      version: nil)
    #expect(FilterEvaluator(.compare(.createdAt, .eq, .null), type: type).matches(view))
    #expect(FilterEvaluator(.compare(.updatedAt, .eq, .int(7)), type: type).matches(view))
  }

  @Test func aMalformedRowDoesNotMatch() {
    var batch = ChangeBatch()
    Array("ab".utf8).withUnsafeBytes { id in
      batch.append(
        type: type.number, sequence: .zero, createdAt: .zero, updatedAt: 4, isDeleted: false,
        id: id,
        stamps: UnsafeRawBufferPointer(start: nil, count: 0)
      ) { $0 += [9, 9] }
    }
    let evaluator = FilterEvaluator(.compare(.field(0), .eq, .null), type: type)
    #expect(!evaluator.matches(batch.rows[0], in: batch))
  }
}
