import Documents
import Testing

/// Filters that mean the same on every node.
struct ScopeFilterTests {
  private static let type = TypeModel(
    name: "Order", plural: "Orders",
    fields: [
      FieldModel(name: "note", type: FieldType(.string)),
      FieldModel(name: "store", type: FieldType(.string), defaultValue: .string("north")),
      FieldModel(name: "sum", type: FieldType(.int)),
    ])
  private static let north = Filter.compare(.field(1), .eq, .string("north"))

  private static func order(_ values: [Value?]) -> DocumentState {
    DocumentState(
      id: DocumentID("a"), createdAt: Timestamp(milliseconds: 5), isDeleted: false, values: values,
      stamps: Stamps())
  }

  @Test func `every kind of condition is read back from its bytes`() throws {
    let filters: [Filter] = [
      Self.north, .isIn(.field(2), [.int(1), .null]), .between(.createdAt, .int(1), .int(9)),
      .all([Self.north, .not(.any([]))]), .any([.compare(.id, .startsWith, .string("x"))]),
      .compare(.updatedAt, .ge, .int(7)), .compare(.field(0), .ne, .list([.bool(true)])),
      .compare(.field(2), .lt, .double(0.5)),
    ]
    for filter in filters {
      let scope = try #require(ScopeFilter(filter, of: Self.type))
      #expect(ScopeFilter(bytes: scope.bytes) == scope)
    }
    #expect(Set(filters.map { ScopeFilter($0, of: Self.type)?.fingerprint }).count == filters.count)
  }

  @Test func `fields count by name and type, wherever a catalogue has them`() throws {
    let filter = try #require(ScopeFilter(Self.north, of: Self.type))
    let catalog = CatalogType(
      name: "Order", merge: .field,
      fields: [
        CatalogField(name: "store", type: "Int"), CatalogField(name: "sum", type: "Int"),
        CatalogField(name: "store", type: "String"),
      ])
    let evaluator = filter.evaluator(for: catalog)
    #expect(evaluator.matches(Self.order([.int(3), nil, .string("north")])))
    #expect(!evaluator.matches(Self.order([.string("north"), nil, .string("south")])))
    #expect(!evaluator.matches(Self.order([nil, nil, .null])))
  }

  @Test func `where nobody wrote a field, its default counts, also where nobody has the field`()
    throws
  {
    let filter = try #require(ScopeFilter(Self.north, of: Self.type))
    let known = CatalogType(
      name: "Order", merge: .field, fields: Self.type.fields.map(\.catalogField))
    let unknown = CatalogType(name: "Order", merge: .field, fields: [known.fields[0]])
    #expect(filter.evaluator(for: known).matches(Self.order([])))
    #expect(filter.evaluator(for: unknown).matches(Self.order([.string("x")])))
    var rows = ChangeBatch()
    rows.append(Self.order([.string("x")]), type: TypeNumber(rawValue: 0), sequence: .zero)
    #expect(filter.evaluator(for: unknown).matches(rows.rows[0], in: rows))
  }

  @Test func `bytes that are no filter are refused, wherever they are cut`() throws {
    let filter = try #require(
      ScopeFilter(.all([Self.north, .isIn(.id, [.string("a")])]), of: Self.type))
    let bytes = filter.bytes
    for length in bytes.indices { #expect(ScopeFilter(bytes: Array(bytes[..<length])) == nil) }
    #expect(ScopeFilter(bytes: bytes + [0]) == nil)
    for index in bytes.indices {
      var changed = bytes
      changed[index] ^= 0xFF
      // Whatever it means now, judging by it traps nowhere.
      if let filter = ScopeFilter(bytes: changed) {
        let type = CatalogType(name: "Order", merge: .field, fields: [])
        _ = filter.evaluator(for: type).matches(Self.order([.string("x")]))
      }
    }
  }

  @Test func `what is too large to judge every row by is refused`() {
    var deep = Self.north
    for _ in 0..<64 { deep = .not(deep) }
    #expect(ScopeFilter(deep, of: Self.type) == nil)
    #expect(ScopeFilter(.any(Array(repeating: Self.north, count: 512)), of: Self.type) == nil)
    #expect(ScopeFilter(.any(Array(repeating: Self.north, count: 500)), of: Self.type) != nil)
    let values = Array(repeating: Value.int(1), count: 501)
    #expect(ScopeFilter(.isIn(.field(2), values), of: Self.type) == nil)
    let long = Value.string(String(repeating: "x", count: 40_000))
    #expect(ScopeFilter(.compare(.field(0), .eq, long), of: Self.type) == nil)
    // A number of fields or conditions that no bytes follow.
    #expect(ScopeFilter(bytes: [1, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]) == nil)
    #expect(
      ScopeFilter(bytes: [1, 0, 4, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]) == nil)
  }

  @Test func `a filter on a field that the type lacks is none`() {
    #expect(ScopeFilter(.compare(.field(9), .eq, .null), of: Self.type) == nil)
  }
}
