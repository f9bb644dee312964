import Testing

@testable import GraphQL

private let schema = try! Schema(
  sdl: """
    type Query {
      hero(id: ID! = "1"): Person
      people(first: Int, filter: Filter): [Person!]!
      maybe: [Person]
      any: Any
      number: Int!
      named: [Named]
      echo(text: String, list: [Int!], filter: Filter, color: Color = RED): String
    }
    type Mutation { a: Int b: Int! c: Int people: [Person] }
    type Subscription { tick: Int! }
    interface Named { name: String }
    type Person implements Named {
      id: ID!  name: String  age: Int!  score: Float  alive: Boolean  color: Color  born: String
      friends: [Person!]  best: Person!  any: Any
    }
    type Robot implements Named { name: String  model: String! }
    enum Color { RED GREEN }
    input Filter { name: String  age: Int = 18  not: Filter }
    scalar Any
    """)

/// An object whose fields are given.
private struct Given: ResolvedObject {
  var typeName = "Person"
  var fields: [String: Resolved]

  func resolve(_ field: BoundField) -> Resolved { fields[field.name] ?? .null }
}

private func run(
  _ query: String, _ variables: JSONObject = [:], _ outcomes: Resolved...
) throws -> (String, [String]) {
  let operation = try schema.prepare(query).bind(variables)
  let roots = outcomes.map { RootOutcome.value($0) }
  let (data, errors) = operation.treeResponse(roots)
  var writer = JSONResponseWriter(capacity: 1)
  #expect(operation.complete(roots, to: &writer) == errors)
  let text = String(decoding: writer.json.finish(), as: UTF8.self)
  #expect(text == data.description)
  return (text, errors.map(\.description))
}

private func failures(_ query: String, _ variables: JSONObject) throws -> [String] {
  let plan = try schema.prepare(query)
  do {
    _ = try plan.bind(variables)
    return []
  } catch {
    return error.errors.map(\.description)
  }
}

@Suite struct ExecutionTests {
  @Test func mergesFieldsAndFragmentsInOrder() throws {
    let person = Resolved.object(
      Given(fields: [
        "id": .int(7), "name": .string("A\"b"), "age": .int(3),
        "best": .object(Given(fields: ["id": .string("x"), "age": .int(1)])),
      ]))
    let (text, errors) = try run(
      """
      query Q { h: hero { ...F name best { id } ... on Named { n: name } __typename } }
      fragment F on Person { age best { age } }
      """, [:], person)
    #expect(errors == [])
    #expect(
      text
        == #"{"h":{"age":3,"best":{"age":1,"id":"x"},"name":"A\"b","n":"A\"b","__typename":"Person"}}"#
    )
  }

  @Test func givesRootFieldsWithTheirArgumentsAndSelections() throws {
    let operation = try schema.prepare(
      """
      query ($n: Int, $f: Filter) {
        people(first: $n, filter: {not: $f, name: "x"}) { id name friends { age } }
        __typename
        hero { id }
      }
      """
    ).bind(["n": 3, "f": ["name": "y"], "unknown": 1])
    let roots = operation.rootFields
    #expect(roots.map(\.responseKey) == ["people", "hero"])
    #expect(roots[0].arguments["first"] == 3)
    #expect(
      roots[0].arguments["filter"]
        == ["name": "x", "age": 18, "not": ["name": "y", "age": 18]])
    #expect(roots[0].selectedFields(on: "Person").map(\.name) == ["id", "name", "friends"])
    #expect(roots[0].selects("friends", on: "Person"))
    #expect(!roots[0].selects("age", on: "Person"))
    #expect(
      roots[0].selectedFields(on: "Person")[2].selectedFields(on: "Person").map(\.definition.index)
        == [2])
    #expect(roots[1].arguments["id"] == "1")
  }

  @Test func leavesOutWhatSkipAndIncludeSay() throws {
    let query = """
      query ($a: Boolean!, $b: Boolean! = true) {
        number @skip(if: $a)
        x: number @include(if: $b) @skip(if: $a)
        y: number @include(if: false)
        ... @include(if: $a) { z: number }
        hero { id @include(if: $a) }
        hero @skip(if: $a) { age }
      }
      """
    let person = Resolved.object(Given(fields: ["id": .int(1), "age": .int(2)]))
    #expect(try run(query, ["a": true], .int(1), person).0 == #"{"z":1,"hero":{"id":"1"}}"#)
    #expect(
      try run(query, ["a": false], .int(1), .int(2), person).0
        == #"{"number":1,"x":2,"hero":{"age":2}}"#)
    #expect(
      try run(query, ["a": false, "b": false], .int(1), person).0
        == #"{"number":1,"hero":{"age":2}}"#)
  }

  @Test func anObjectCanBeLeftWithoutFields() throws {
    #expect(try run("{ number @skip(if: true) }").0 == "{}")
    #expect(try run("query ($a: Boolean!) { number @include(if: $a) }", ["a": false]).0 == "{}")
    let nobody = Resolved.object(Given(fields: [:]))
    #expect(try run("{ hero { id @skip(if: true) } }", [:], nobody).0 == #"{"hero":{}}"#)
  }

  @Test func ordersFieldsByTheirFirstIncludedSelection() throws {
    let query = "query ($a: Boolean!) { number @skip(if: $a) x: number number }"
    #expect(try run(query, ["a": false], .int(1), .int(2)).0 == #"{"number":1,"x":2}"#)
    #expect(try run(query, ["a": true], .int(1), .int(2)).0 == #"{"x":1,"number":2}"#)
  }

  @Test func nullsRiseToTheNearestNullableValue() throws {
    let bad = Resolved.object(Given(fields: ["id": .int(1)]))
    let good = Resolved.object(Given(fields: ["id": .int(2), "age": .int(2)]))
    let query = "{ maybe { id age } }"
    let (text, errors) = try run(query, [:], .list([good, bad, .null, good]))
    #expect(text == #"{"maybe":[{"id":"2","age":2},null,null,{"id":"2","age":2}]}"#)
    #expect(
      errors == ["1:14: Cannot return null for non-nullable field Person.age. (at maybe.1.age)"])

    let (whole, more) = try run("{ number people { id age } }", [:], .int(1), .list([good, bad]))
    #expect(whole == "null")
    #expect(
      more == ["1:22: Cannot return null for non-nullable field Person.age. (at people.1.age)"])

    let deep = Resolved.object(
      Given(fields: ["friends": .list([good, bad]), "name": .string("n")]))
    #expect(
      try run("{ hero { name friends { age } id: name } }", [:], deep).0
        == #"{"hero":{"name":"n","friends":null,"id":"n"}}"#)
  }

  @Test func reportsErrorsOfFieldsWithPathLocationsAndExtensions() throws {
    let operation = try schema.prepare("{ hero { id\n name } number }").bind()
    let failed = GraphQLError("gone", code: "NOT_FOUND", extensions: ["x": 1])
    let person = Resolved.object(Given(fields: ["id": .int(1), "name": .error(failed)]))
    let bytes = operation.jsonResponse([.value(person), .value(.int(1))], extensions: ["took": 5])
    #expect(
      String(decoding: bytes, as: UTF8.self)
        == #"{"data":{"hero":{"id":"1","name":null},"number":1},"errors":[{"message":"gone","locations":[{"line":2,"column":2}],"path":["hero","name"],"extensions":{"code":"NOT_FOUND","x":1}}],"extensions":{"took":5}}"#
    )
    let both = operation.treeResponse([.errors([failed, failed]), .errors([GraphQLError("b")])])
    #expect(both.data == nil)
    #expect(both.errors.map(\.message) == ["gone", "gone", "b"])
  }

  @Test func checksLeavesAgainstTheirTypes() throws {
    func leaf(_ field: String, _ value: Resolved) throws -> String {
      let object = Resolved.object(Given(fields: [String(field.prefix { $0 != " " }): value]))
      let (text, errors) = try run("{ hero { \(field) } }", [:], object)
      return errors.isEmpty ? text : "\(errors.count) \(text)"
    }
    #expect(try leaf("age", .int(1 << 31)) == #"1 {"hero":null}"#)
    #expect(try leaf("age", .double(2.0)) == #"{"hero":{"age":2}}"#)
    #expect(try leaf("age", .string("2")) == #"1 {"hero":null}"#)
    #expect(try leaf("score", .int(2)) == #"{"hero":{"score":2.0}}"#)
    #expect(try leaf("score", .double(.nan)) == #"1 {"hero":{"score":null}}"#)
    #expect(try leaf("born", .int(1_592_634_899_084)) == #"{"hero":{"born":"1592634899084"}}"#)
    #expect(try leaf("born", .utf8(Array("é".utf8)[...])) == #"{"hero":{"born":"é"}}"#)
    #expect(try leaf("born", .bool(true)) == #"1 {"hero":{"born":null}}"#)
    #expect(try leaf("alive", .int(1)) == #"{"hero":{"alive":true}}"#)
    #expect(try leaf("alive", .int(2)) == #"1 {"hero":{"alive":null}}"#)
    #expect(try leaf("color", .string("GREEN")) == #"{"hero":{"color":"GREEN"}}"#)
    #expect(try leaf("color", .utf8(Array("RED".utf8)[...])) == #"{"hero":{"color":"RED"}}"#)
    #expect(try leaf("color", .string("BLUE")) == #"1 {"hero":{"color":null}}"#)
    #expect(try leaf("any", .json(["a": [1, nil]])) == #"{"hero":{"any":{"a":[1,null]}}}"#)
    #expect(try leaf("friends { id }", .int(1)) == #"1 {"hero":{"friends":null}}"#)
    #expect(try leaf("name", .list([])) == #"1 {"hero":{"name":null}}"#)
  }

  @Test func refusesObjectsOfImpossibleTypes() throws {
    let robot = Resolved.object(Given(typeName: "Robot", fields: ["model": .string("m")]))
    let (text, errors) = try run(
      "{ hero { id } named { name ... on Robot { model } } }", [:], robot, .list([robot]))
    #expect(text == #"{"hero":null,"named":[{"name":null,"model":"m"}]}"#)
    #expect(errors.count == 1)
  }

  @Test func coercesVariablesWithPreciseErrors() throws {
    #expect(
      try failures(
        "query ($f: Filter!, $n: Int) { people(first: $n, filter: $f) { id } }",
        ["n": "x", "f": ["not": ["age": 1.5]]]) == [
          "1:8: Variable \"$f\" got invalid value 1.5 at \"f.not.age\"; Int cannot represent non-integer value: 1.5",
          "1:21: Variable \"$n\" got invalid value \"x\"; Int cannot represent non-integer value: \"x\"",
        ])
    #expect(
      try failures("query ($a: Boolean!) { number @skip(if: $a) }", [:])
        == ["1:8: Variable \"$a\" of required type \"Boolean!\" was not provided."])
    #expect(try failures("query ($a: Boolean!) { number @skip(if: $a) }", ["a": nil]).count == 1)
  }

  @Test func whatDecidesAboutSkippingIsNotNull() throws {
    let query = "query ($a: Boolean = true) { number @skip(if: $a) }"
    #expect(try run(query).0 == "{}")
    #expect(
      try failures(query, ["a": nil])
        == ["1:8: Variable \"$a\" decides what is skipped or included, and must not be null."])
  }

  @Test func aResponseBeyondTheLimitEndsWithAnError() throws {
    let person = Resolved.object(Given(fields: ["id": .int(1), "age": .int(2)]))
    let many = Resolved.list(Array(repeating: person, count: 1_000))
    let operation = try schema.prepare("{ maybe { id age } number }").bind()
    func response(limit: Int) throws -> JSON {
      try JSON(
        parsing: operation.jsonResponse([.value(many), .value(.int(7))], limit: limit),
        limits: JSONLimits())
    }
    let size = operation.jsonResponse([.value(many), .value(.int(7))]).count
    #expect(try response(limit: size)["errors"] == nil)
    let cut = try response(limit: size - 1)
    #expect(cut["data"] == .null)
    #expect(cut["errors"]?.arrayValue?.count == 1)
    #expect(cut["errors"]?[0]?["message"]?.stringValue?.contains("too large") == true)
    #expect(cut["errors"]?[0]?["extensions"]?["code"] == "LIMIT_EXCEEDED")
    #expect(try response(limit: 1_000) == cut)
  }

  @Test func ofAMutationBeyondTheLimitIsToldWhatThereIsRoomFor() throws {
    let operation = try schema.prepare("mutation { people { id } a }").bind()
    let people = Resolved.list(
      Array(repeating: .object(Given(fields: ["id": .int(1)])), count: 1_000))
    let cut = try JSON(
      parsing: operation.jsonResponse([.value(people), .value(.int(7))], limit: 1_000),
      limits: JSONLimits())
    #expect(cut["data"]?["people"]?[0] == ["id": "1"])
    #expect(cut["data"]?["people"]?[999] == .null)
    #expect(cut["data"]?["a"] == 7)
    #expect(cut["errors"]?[0]?["path"] != nil)
    #expect(cut["errors"]?[0]?["extensions"]?["code"] == "LIMIT_EXCEEDED")
  }

  @Test func tellsAbsentArgumentsFromNull() throws {
    func arguments(_ query: String, _ variables: JSONObject) throws -> JSON {
      .object(try schema.prepare(query).bind(variables).rootFields[0].arguments.object)
    }
    let query = "query ($t: String, $c: Color = GREEN) { echo(text: $t, color: $c) }"
    #expect(try arguments(query, [:]) == ["color": "GREEN"])
    #expect(try arguments(query, ["t": nil, "c": nil]) == ["text": nil, "color": nil])
    #expect(try arguments("{ echo }", [:]) == ["color": "RED"])
    #expect(try arguments("{ echo(list: 1) }", [:]) == ["list": [1], "color": "RED"])
    let list = "query ($i: Int!) { echo(list: [1, $i]) }"
    #expect(try arguments(list, ["i": 2]) == ["list": [1, 2], "color": "RED"])
  }

  @Test func subscriptionsHaveOneRootFieldThatIsCompletedForEachEvent() throws {
    let operation = try schema.prepare("subscription { tick }").bind()
    #expect(operation.kind == .subscription)
    #expect(operation.rootFields.map(\.name) == ["tick"])
    for event in 1...2 {
      #expect(
        operation.treeResponse([.value(.int(Int64(event)))]).data == ["tick": .int(Int64(event))])
    }
  }

  @Test func picksTheOperationByName() throws {
    let text = "query A { number } mutation B { a }"
    #expect(try schema.prepare(text, operationName: "B").kind == .mutation)
    #expect(throws: GraphQLErrors.self) { try schema.prepare(text) }
    #expect(
      throws: GraphQLErrors([
        GraphQLError("Unknown operation named \"C\". Did you mean \"A\" or \"B\"?", .badUserInput)
      ])
    ) { try schema.prepare(text, operationName: "C") }
  }
}

@Suite struct RowBatchTests {
  private func batch() -> RowBatch {
    var rows = RowBatchBuilder(typeName: "Person", columnCount: 4, reservingRows: 2)
    for (column, field) in [0, 1, 2, 3].enumerated() { rows.setColumn(column, ofField: field) }
    for row in 0..<3 {
      rows.append(Int64(row))
      rows.append("name \(row)")
      if row == 1 { rows.appendNull() } else { rows.append(Int64(40 + row)) }
      rows.append(1.5)
    }
    return rows.finish()
  }

  @Test func rowsAreWrittenCellByCellUnderAnyAlias() throws {
    let query =
      "query ($a: Boolean!) { maybe { n: name id __typename m: name score @skip(if: $a) } }"
    #expect(
      try run(query, ["a": true], .rows(batch())).0
        == #"{"maybe":[{"n":"name 0","id":"0","__typename":"Person","m":"name 0"},{"n":"name 1","id":"1","__typename":"Person","m":"name 1"},{"n":"name 2","id":"2","__typename":"Person","m":"name 2"}]}"#
    )
    #expect(
      try run("{ hero { id score } }", [:], .row(batch(), 2)).0
        == #"{"hero":{"id":"2","score":1.5}}"#)
    #expect(
      try run("{ maybe { id } }", [:], .rowRange(batch(), 1..<2)).0 == #"{"maybe":[{"id":"1"}]}"#)
  }

  @Test func rowsBeyondTheLimitAreNotWritten() throws {
    let operation = try schema.prepare("{ maybe { id name } }").bind()
    let size = operation.jsonResponse([.value(.rows(batch()))]).count
    for (limit, isCut) in [(size, false), (size - 1, true), (20, true)] {
      let response = try JSON(
        parsing: operation.jsonResponse([.value(.rows(batch()))], limit: limit))
      #expect((response["data"] == .null) == isCut)
      #expect(response["errors"]?.arrayValue?.count == (isCut ? 1 : nil))
    }
  }

  @Test func nullsInRowsRiseAsElsewhere() throws {
    let (text, errors) = try run("{ maybe { id age } }", [:], .rows(batch()))
    #expect(text == #"{"maybe":[{"id":"0","age":40},null,{"id":"2","age":42}]}"#)
    #expect(
      errors == ["1:14: Cannot return null for non-nullable field Person.age. (at maybe.1.age)"])
    #expect(try run("{ people { id age } }", [:], .rows(batch())).0 == "null")
  }

  @Test func cellsCanHoldRowsOfAnotherBatchByPosition() throws {
    let friends = batch()
    var rows = RowBatchBuilder(typeName: "Person", columnCount: 2)
    rows.setColumn(0, ofField: 0)
    rows.setColumn(1, ofPosition: 1)
    rows.append(Int64(1))
    rows.append(.rowRange(friends, 0..<1))
    rows.append(Int64(2))
    rows.append(.rowRange(friends, 1..<3))
    let (text, errors) = try run(
      "{ maybe { id friends { id age } name } }", [:], .rows(rows.finish()))
    #expect(
      text
        == #"{"maybe":[{"id":"1","friends":[{"id":"0","age":40}],"name":null},{"id":"2","friends":null,"name":null}]}"#
    )
    #expect(
      errors == [
        "1:33: The field has no column. (at maybe.0.name)",
        "1:27: Cannot return null for non-nullable field Person.age. (at maybe.1.friends.0.age)",
        "1:33: The field has no column. (at maybe.1.name)",
      ])
  }
}

@Suite struct OperationCacheTests {
  @Test func keepsWhatIsUsedWithinItsLimits() throws {
    var cache = OperationCache(capacity: 4, byteCapacity: 1 << 20)
    let plan = try schema.prepare("{ number }")
    cache.insert(plan, text: "{ number }", operationName: nil)
    for index in 0..<100 {
      cache.insert(plan, text: "{ number } # \(index)", operationName: "a")
      #expect(cache.operation(text: "{ number }", operationName: nil) != nil)
      #expect(cache.count <= 4)
    }
    let long = "{ number } # " + String(repeating: "x", count: 10_000)
    cache.insert(plan, text: long, operationName: nil)
    #expect(cache.operation(text: long, operationName: nil) == nil)
    #expect(cache.operation(text: "{ number } # 0", operationName: "a") == nil)
    #expect(cache.operation(text: "{ number } # 99", operationName: nil) == nil)
    #expect(cache.operation(text: "{ number } # 99", operationName: "a") != nil)
  }
}
