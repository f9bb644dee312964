import Documents
import Testing

@Suite struct FilterFingerprintTests {
  private let type = TypeModel(
    name: "Comment", plural: "Comments",
    fields: [
      FieldModel(name: "text", type: FieldType(.string)),
      FieldModel(name: "stars", type: FieldType(.int)),
    ])

  private let filters: [Filter?] = [
    nil, .all([]), .any([]), .not(.all([])), .compare(.field(0), .eq, .string("a")),
    .compare(.field(0), .ne, .string("a")), .compare(.field(1), .eq, .string("a")),
    .compare(.id, .eq, .string("a")), .compare(.createdAt, .eq, .int(1)),
    .compare(.updatedAt, .eq, .int(1)), .isIn(.field(1), [.int(1), .int(2)]),
    .isIn(.field(1), [.int(2), .int(1)]), .between(.field(1), .int(1), .int(2)),
    .all([.compare(.field(1), .gt, .int(1)), .not(.any([]))]),
  ]

  @Test func fingerprintsNeverChange() {
    #expect(Filter.fingerprint(nil, type: type) == 0xCC67_1796_3BF2_1F6B)
    #expect(Filter.fingerprint(filters[4], type: type) == 0x8610_944A_37E9_4572)
    #expect(Filter.fingerprint(filters[13], type: type) == 0xCE57_7998_E13F_F73F)
  }

  @Test func differentConditionsHaveDifferentFingerprints() {
    #expect(Set(filters.map { Filter.fingerprint($0, type: type) }).count == filters.count)
    var other = type
    other.name = "Note"
    #expect(Filter.fingerprint(nil, type: type) != Filter.fingerprint(nil, type: other))
  }

  @Test func theOrderOfFieldsInTheSchemaDoesNotMatter() {
    var other = type
    other.fields.reverse()
    #expect(
      Filter.fingerprint(.compare(.field(0), .eq, .string("a")), type: type)
        == Filter.fingerprint(.compare(.field(1), .eq, .string("a")), type: other))
  }
}
