import Foundation
import GraphQL
import Testing

private let sdl =
  "type Query { a(x: Any): Query b: Int i(n: Int): Int l: [Query!]! n: Int! e: E u: U } enum E { RED } union U = Query scalar Any"

private func line(_ object: JSONObject) -> String { JSON.object(object).description }

private func nested(_ open: String, _ close: String, _ count: Int, _ middle: String = "") -> String
{
  String(repeating: open, count: count) + middle + String(repeating: close, count: count)
}

/// Asks one thing of each op, with a text that nests something as often as wanted.
private func deep(_ count: Int) -> [String] {
  let selections = JSON.string("{" + nested("a{", "}", count, "b") + "}")
  let list = JSON.string("{a(x:" + nested("[", "]", count) + "){b}}")
  let object = JSON.string("{a(x:" + nested("{a:", "}", count, "1") + "){b}}")
  let type = JSON.string("type Query { a: " + nested("[", "]", count, "Int") + " }")
  let inputs = (0..<count).map { "input I\($0) { a: I\($0 + 1)! b: I\($0 + 1) = {} } " }.joined()
  let fragments = (0..<count).map { " fragment F\($0) on Query { ...F\($0 + 1) }" }.joined()
  let schema = JSON.string(sdl)
  return [
    line(["op": "parse", "query": selections]), line(["op": "parse", "query": list]),
    line(["op": "parse", "query": object]), line(["op": "sdl", "schema": type]),
    line(["op": "validate", "schema": schema, "query": selections]),
    line(["op": "validate", "schema": schema, "query": object]),
    line(["op": "execute", "schema": schema, "query": selections]),
    line([
      "op": "execute", "schema": schema,
      "query": .string("{ ...F0 }\(fragments) fragment F\(count) on Query { b }"),
    ]),
    line([
      "op": "sdl",
      "schema": .string("type Query { a(i: I0): Int } \(inputs)input I\(count) { a: Int }"),
    ]),
    "{\"op\":\"execute\",\"schema\":\"@none\",\"query\":\"{b}\",\"variables\":{\"x\":"
      + nested("[", "]", count) + "}}",
    nested("[", "]", count), nested("{\"a\":", "}", count, "1"),
  ]
}

@Suite struct AdapterTests {
  @Test func answersEachOpInOrder() throws {
    let answers = try AdapterProcess.answers(to: [
      line(["id": 1, "op": "parse", "query": "{ a }"]),
      line(["id": "two", "op": "parse", "query": "{ a"]),
      line(["op": "schema", "name": "@0", "schema": .string(sdl)]),
      line(["id": 3, "op": "validate", "schema": "@0", "query": "{ b }"]),
      line(["id": 4, "op": "validate", "schema": .string(sdl), "query": "{ nope }"]),
      line(["id": 5, "op": "sdl", "schema": .string(sdl)]),
      line(["id": 6, "op": "sdl", "schema": "type Query { a: Nope }"]),
      line([
        "id": 7, "op": "execute", "schema": "@0",
        "query": "query A { b } query B($x: Int) { l { n e } u { __typename } }",
        "operationName": "B", "variables": ["x": 1],
      ]),
      line([
        "id": 8, "op": "execute", "schema": "@0", "query": "query B($x: Int) { i(n: $x) }",
        "variables": ["x": "1"],
      ]),
    ])
    #expect(answers.map { $0["id"] } == [1, "two", 3, 4, 5, 6, 7, 8])
    #expect(answers[0] == ["id": 1, "ok": true, "errors": []])
    #expect(
      answers[1] == [
        "id": "two", "ok": false,
        "errors": [
          [
            "message": "Syntax Error: Expected Name, found <EOF>.",
            "locations": [["line": 1, "column": 4]],
          ]
        ],
      ])
    #expect(answers[2]["ok"] == true)
    #expect(answers[3]["ok"] == false)
    #expect(
      answers[3]["errors"]?[0]?["message"] == "Cannot query field \"nope\" on type \"Query\".")
    #expect(answers[4]["ok"] == true)
    #expect(answers[5]["errors"]?[0]?["message"] == "Unknown type \"Nope\".")
    #expect(answers[6]["ok"] == nil)
    #expect(
      answers[6]["result"]?["errors"]?[0]?["message"]
        == .string("Variable \"$x\" is never used in operation \"B\"."))
    #expect(answers[7]["result"]?["data"] == nil)
    #expect(
      answers[7]["result"]?["errors"]?[0]?["message"]
        == "Variable \"$x\" got invalid value \"1\"; Int cannot represent non-integer value: \"1\"")
  }

  @Test func resolvesFieldsByTheirTypes() throws {
    let query = "{ b n e l { e } u { __typename ... on Query { n } } }"
    let answers = try AdapterProcess.answers(to: [
      line(["id": 1, "op": "execute", "schema": .string(sdl), "query": .string(query)])
    ])
    #expect(
      answers == [
        [
          "id": 1,
          "result": [
            "data": [
              "b": 2, "n": 2, "e": "RED", "l": [["e": "RED"], ["e": "RED"]],
              "u": ["__typename": "Query", "n": 2],
            ]
          ],
        ]
      ])
  }

  @Test func answersLinesThatAreWrong() throws {
    let lines = [
      "", "x", "[]", "null", "{}", #"{"op":1}"#, #"{"op":"nope","id":5}"#,
      #"{"id":[1],"op":"parse"}"#, #"{"id": "s, t", "op":"parse","query":"\ud800"}"#,
      #"{"op":"validate","schema":"@none","query":"{a}"}"#,
      #"{"op":"execute","schema":"type Query{a:Int}","query":"{a}","variables":3}"#,
      #"{"op":"execute","schema":"type Query{a:Int}","query":"{a}","operationName":3}"#,
      #"{"op":"schema","name":7}"#, #"{"id":"end","op":"parse","query":"{a}"}"#,
    ]
    let answers = try AdapterProcess.answers(to: lines)
    #expect(answers.count == lines.count)
    #expect(answers.dropLast().allSatisfy { $0["ok"] == false })
    #expect(answers[6]["id"] == 5)
    #expect(answers[7]["id"] == [1])
    #expect(answers[8]["id"] == "s, t")
    #expect(answers.last == ["id": "end", "ok": true, "errors": []])
  }

  @Test func aSchemaThatIsInvalidIsToldWhereItIsUsed() throws {
    let answers = try AdapterProcess.answers(to: [
      line(["op": "schema", "name": "@b", "schema": "type X { a: Int }"]),
      line(["id": 1, "op": "validate", "schema": "@b", "query": "{ a }"]),
      line(["id": 2, "op": "execute", "schema": "@b", "query": "{ a }"]),
    ])
    #expect(answers[0]["ok"] == false)
    #expect(answers[1]["result"]?["data"] == nil)
    #expect(answers[1]["result"]?["errors"]?.arrayValue?.count == 1)
  }

  @Test(.timeLimit(.minutes(5)), arguments: [1_000, 1_990, 20_000])
  func noDepthOfNestingEndsIt(count: Int) throws {
    let lines = deep(count) + [#"{"id":"end","op":"parse","query":"{a}"}"#]
    let answers = try AdapterProcess.answers(to: lines)
    #expect(answers.count == lines.count)
    #expect(answers.last?["id"] == "end")
    if count < 2_000 {
      #expect(answers.prefix(6).allSatisfy { $0["ok"] == true })
    } else {
      #expect(answers.prefix(6).allSatisfy { $0["ok"] == false })
    }
  }

  @Test(.timeLimit(.minutes(5))) func resultsThatWouldBeEndlessEndWithAnError() throws {
    let query = "{" + nested("q{", "}", 60, "__typename") + "}"
    let answers = try AdapterProcess.answers(to: [
      line(["op": "execute", "schema": "type Query { q: [Query] }", "query": .string(query)])
    ])
    #expect(
      answers.map { $0["result"]?["errors"]?[0]?["extensions"]?["code"] } == ["LIMIT_EXCEEDED"])
  }
}
