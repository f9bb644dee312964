import Foundation
import Testing

@testable import GraphQL

private let corpus = SharedVectors.path("graphql/conformance.jsonl.gz")

/// Texts that use the whole language together, beside those of the mutation tests.
private let samples =
  mutationSeeds + [
    #"{ a(x: 0, y: -0, z: 1.0E-2, s: "", t: """""", e: enum, n: null, l: [], o: {}) { fragment query on } }"#,
    "\"\"\"a\"\"\" subscription S(\"x\" $a: Int @a, \"\"\"\ny\n  z\n\"\"\" $b: [[T!]!] = [[1]]) @b { ... { a: b } ... on C @d { e } }",
    "\"s\" schema @a { query: A mutation: B subscription: C } extend schema @b extend union U @c = A | B",
    "interface I implements & A & B @a { \"d\" f(\"\"\"a\n\n  b\"\"\" x: Int = 1 @z, y: [E] = [A]): Int @deprecated(reason: \"\\u{1F600}\\n\") }",
    "directive @d(\"a\" a: Int = 1 @x b: I = {a: [{}]}) repeatable on | QUERY | VARIABLE_DEFINITION extend input I { \"b\" b: Int = 2 } extend enum E @x { C }",
  ]

private func parsed(_ text: String) throws(GraphQLError) -> DocumentNode {
  try DocumentNode(parsing: text, limits: .schema)
}

/// A text of tokens at random: seldom GraphQL, but near it.
private func randomTokens(_ random: inout SeededGenerator) -> String {
  let words = [
    "{", "}", "(", ")", "[", "]", ":", "!", "$", "@", "&", "|", "=", "...", "a", "b", "on", "query",
    "fragment", "type", "schema", "extend", "input", "union", "enum", "scalar", "directive",
    "interface", "implements", "repeatable", "true", "null", "1", "-2.5e3", "\"s\"",
    "\"\"\"b\"\"\"",
    "\"\\u00e9\"", "\"\\uD83D\\uDE00\"", "#c\n", ",", "FIELD", "é", "\u{0}", "\"", "\"\"\"", "\\",
    "0x", "1.", "..",
  ]
  let count = Int.random(in: 1...25, using: &random)
  return (0..<count).map { _ in words.randomElement(using: &random)! }.joined(separator: " ")
}

@Suite struct RoundTripTests {
  @Test(arguments: samples) func aPrintedTextMeansTheSame(text: String) throws {
    let document = try parsed(text)
    let again = try parsed(document.description)
    #expect(shape(of: again) == shape(of: document))
    #expect(again.description == document.description)
  }

  @Test func theShapeTellsTextsApart() throws {
    #expect(shape(of: try parsed("{ a }")) == shape(of: try parsed("\n{a,}")))
    for other in ["{ b }", "{ a: a }", "query Q { a }", "{ a { a } }", "{ a @b }", "{ a(b: 1) }"] {
      #expect(shape(of: try parsed("{ a }")) != shape(of: try parsed(other)))
    }
    #expect(shape(of: try parsed("{ a(b: \"1\") }")) != shape(of: try parsed("{ a(b: 1) }")))
  }

  /// Whatever remains of a text that is cut anywhere is refused or accepted, and what is accepted
  /// reads back.
  @Test(arguments: samples) func aTextCutAnywhereIsAnswered(text: String) throws {
    let bytes = Array(text.utf8)
    for end in 0..<bytes.count {
      for part in [bytes[..<end], bytes[end...]] {
        guard let document = try? parsed(String(decoding: part, as: UTF8.self)) else { continue }
        #expect(shape(of: try parsed(document.description)) == shape(of: document))
      }
    }
  }

  @Test(arguments: [1, 2, 3, 4] as [UInt64]) func randomTextsAreAnswered(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<2_000 {
      let text =
        if Bool.random(using: &random) {
          randomTokens(&random)
        } else {
          String(
            decoding: (0..<Int.random(in: 0...40, using: &random)).map { _ in
              UInt8.random(in: 0...255, using: &random)
            }, as: UTF8.self)
        }
      do throws(GraphQLError) {
        let document = try parsed(text)
        #expect(shape(of: try parsed(document.description)) == shape(of: document))
      } catch {
        #expect(error.locations.count == 1 && error.code == "GRAPHQL_PARSE_FAILED")
      }
    }
  }

  /// Values are printed so that they read back, however their parts are nested.
  @Test(arguments: [1, 2] as [UInt64]) func randomValuesReadBack(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<1_000 {
      let value = randomValue(&random, depth: 3)
      let again = try ValueNode(parsing: value.description, limits: .schema)
      #expect(shape(of: again) == shape(of: value), "\(value)")
    }
  }

  @Test(.enabled(if: corpus != nil, "shared/vectors/graphql/conformance.jsonl.gz is not here"))
  func everyTextOfTheCorpusReadsBack() throws {
    var texts = 0
    for line in try SharedVectors.gunzippedLines(try #require(corpus)) {
      let json = try JSON(parsing: line, limits: JSONLimits(bytes: 1 << 24, depth: 200))
      let isSchema = json["op"] == "schema"
      let text = try #require(json[isSchema ? "schema" : "query"]?.stringValue)
      let document = try parsed(text)
      #expect(shape(of: try parsed(document.description)) == shape(of: document))
      if isSchema {
        let sdl = try Schema(document).sdl
        #expect(try Schema(sdl: sdl).sdl == sdl)
      }
      texts += 1
    }
    #expect(texts > 2_538)
  }
}

private func randomValue(_ random: inout SeededGenerator, depth: Int) -> ValueNode {
  let here = Location(line: 1, column: 1)
  let characters: [Unicode.Scalar] = [
    "a", " ", "\"", "\\", "\n", "\r", "\t", "\u{0}", "\u{7F}", "é", "\u{301}", "😀", "#", "{",
  ]
  switch Int.random(in: 0..<(depth > 0 ? 9 : 7), using: &random) {
  case 0: return .variable(NameNode("v", location: here))
  case 1: return .int(String(Int.random(in: -5...5, using: &random)), here)
  case 2: return .float("-1.5e-7", here)
  case 3:
    var text = ""
    for _ in 0..<Int.random(in: 0...8, using: &random) {
      text.unicodeScalars.append(characters.randomElement(using: &random)!)
    }
    return .string(text, isBlock: false, here)
  case 4: return .boolean(Bool.random(using: &random), here)
  case 5: return .null(here)
  case 6: return .enum(NameNode("RED", location: here))
  case 7:
    return .list(
      (0..<Int.random(in: 0...3, using: &random)).map { _ in
        randomValue(&random, depth: depth - 1)
      }, here)
  default:
    return .object(
      (0..<Int.random(in: 0...3, using: &random)).map {
        ObjectFieldNode(
          name: NameNode("f\($0)", location: here), value: randomValue(&random, depth: depth - 1))
      }, here)
  }
}
