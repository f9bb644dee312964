import Documents
import Testing

private func type(_ name: String, _ fields: String...) -> CatalogType {
  CatalogType(
    name: name, merge: .field, fields: fields.map { CatalogField(name: $0, type: "String") })
}

@Suite struct CatalogTests {
  @Test func numbersArePositionsAndStay() {
    var catalog = Catalog()
    #expect(catalog.add(type("A", "x", "y")) == TypeNumber(rawValue: 0))
    #expect(catalog.add(type("B")) == TypeNumber(rawValue: 1))
    // A peer has the fields of A in another order, and one more.
    #expect(catalog.add(type("A", "z", "y", "x")) == TypeNumber(rawValue: 0))
    #expect(catalog.types == [type("A", "x", "y", "z"), type("B")])
    let a = catalog[TypeNumber(rawValue: 0)]
    let numbers = ["x", "y", "z", "w"].map {
      a.number(of: CatalogField(name: $0, type: "String"))?.rawValue
    }
    #expect(numbers == [0, 1, 2, nil])
    #expect(catalog.number(ofType: "A", merge: .field)?.rawValue == 0)
    #expect(catalog.number(ofType: "C", merge: .field) == nil)
  }

  @Test func namesAreComparedByBytes() {
    var catalog = Catalog()
    #expect(catalog.add(type("\u{E9}"))?.rawValue == 0)
    #expect(catalog.add(type("e\u{301}"))?.rawValue == 1)
    #expect(catalog.add(type("É"))?.rawValue == 2)
  }

  @Test func aFieldThatStandsTwiceIsAddedOnce() {
    var catalog = Catalog()
    _ = catalog.add(type("A", "x", "x", "y"))
    #expect(catalog.types == [type("A", "x", "y")])
  }

  @Test func aNameOfAnotherMeaningHasANumberOfItsOwn() throws {
    let x = CatalogField(name: "x", type: "Int")
    var catalog = Catalog()
    #expect(catalog.add(type("A", "x"))?.rawValue == 0)
    #expect(catalog.add(CatalogType(name: "A", merge: .document, fields: []))?.rawValue == 1)
    #expect(catalog.add(CatalogType(name: "A", merge: .field, fields: [x]))?.rawValue == 0)
    #expect(
      catalog[TypeNumber(rawValue: 0)].fields == [CatalogField(name: "x", type: "String"), x])
    #expect(catalog.number(ofType: "A", merge: .document)?.rawValue == 1)
  }

  @Test func cataloguesGrowToTheSameContentInAnyOrder() {
    // The middle one contradicts neither of the others, which contradict each other.
    let parts = [
      CatalogType(name: "A", merge: .field, fields: [CatalogField(name: "x", type: "Int")]),
      CatalogType(name: "A", merge: .field, fields: [CatalogField(name: "y", type: "Int")]),
      type("A", "x"), CatalogType(name: "A", merge: .document, fields: []),
    ]
    var contents: Set<[String]> = []
    for first in parts.indices {
      for second in parts.indices where second != first {
        var catalog = Catalog()
        for part in [parts[first], parts[second]] + parts { _ = catalog.add(part) }
        contents.insert(
          catalog.types.flatMap { type in
            ["\(type.name) \(type.merge)"]
              + type.fields.map { "\(type.merge) \($0.name): \($0.type)" }
          }.sorted())
      }
    }
    #expect(contents.count == 1)
  }

  @Test func whatTheModelMeansOtherwiseIsNamed() throws {
    let note = TypeModel(
      name: "Note", plural: "Notes",
      fields: [
        FieldModel(name: "title", type: FieldType(.string)),
        FieldModel(name: "tags", type: FieldType(.string, isList: true)),
      ])
    let model = Model(types: [
      note, TypeModel(name: "Label", plural: "Labels", fields: [], merge: .document),
    ])
    var catalog = Catalog()
    let bound = try #require(BoundModel(model, catalog: &catalog))
    #expect(bound.incompatibilities(in: catalog) == [])
    _ = catalog.add(type("Other", "title"))
    _ = catalog.add(type("Note", "mood", "tags"))
    _ = catalog.add(type("Label", "name"))
    #expect(
      bound.incompatibilities(in: catalog).map(\.description) == [
        "Note.tags is String elsewhere, [String] here",
        "Label merges by FIELD elsewhere, by DOCUMENT here",
      ])
    // Binding looks for the meaning, not just the name.
    #expect(bound.types.map { $0.fields.map(\.rawValue) } == [[0, 1], []])
    #expect(BoundModel(model, catalog: &catalog) == bound)
  }

  @Test func whatHasNoRoomIsNotAddedAtAll() {
    let full = (0..<Catalog.maximumCount).map { CatalogField(name: "f\($0)", type: "Int") }
    var catalog = Catalog(types: [CatalogType(name: "A", merge: .field, fields: full.dropLast())])
    let before = catalog
    #expect(catalog.add(type("A", "new", "newer")) == nil)
    #expect(catalog == before)
    #expect(catalog.add(type("A", "new")) == TypeNumber(rawValue: 0))

    var crowded = Catalog(types: (0..<Catalog.maximumCount).map { type("T\($0)") })
    #expect(crowded.add(type("new")) == nil)
    #expect(crowded.add(type("T4095", "x")) == TypeNumber(rawValue: 4_095))
  }

  @Test func aModelIsBoundByName() throws {
    var catalog = Catalog(types: [type("Other"), type("Note", "old", "title")])
    let model = Model(types: [
      TypeModel(
        name: "Note", plural: "Notes",
        fields: [
          FieldModel(name: "title", type: FieldType(.string)),
          FieldModel(name: "tags", type: FieldType(.int, isList: true)),
        ]),
      TypeModel(name: "New", plural: "News", fields: [], merge: .document),
    ])
    let bound = try #require(BoundModel(model, catalog: &catalog))
    #expect(bound.types.map(\.number.rawValue) == [1, 2])
    #expect(bound.types.map { $0.fields.map(\.rawValue) } == [[1, 2], []])
    #expect(catalog[TypeNumber(rawValue: 1)].fields[2] == CatalogField(name: "tags", type: "[Int]"))
    #expect(catalog[TypeNumber(rawValue: 2)].merge == .document)
    #expect(bound.type(named: "Note") == bound.types[0])
    #expect(bound.type(TypeNumber(rawValue: 2)) == bound.types[1])
    #expect(bound.type(TypeNumber(rawValue: 0)) == nil)
    // Binding again changes nothing.
    let before = catalog
    #expect(BoundModel(model, catalog: &catalog) == bound)
    #expect(catalog == before)
  }

  @Test func aModelWithoutRoomIsNotBound() {
    var catalog = Catalog(types: (0..<Catalog.maximumCount).map { type("T\($0)") })
    let model = Model(types: [TypeModel(name: "New", plural: "News", fields: [])])
    #expect(BoundModel(model, catalog: &catalog) == nil)
  }

  @Test func aSequenceNumberDoesNotOverflow() {
    #expect(SequenceNumber.zero.next.rawValue == 1)
    #expect(SequenceNumber(rawValue: .max).next.rawValue == .max)
  }
}
