import Testing

@testable import GraphQL

/// A generator whose numbers depend on nothing but its seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

let mutationSeeds: [String] = [
  "query Q($a: [Int!]! = [1, 2] @v) { a: b(c: {d: [$a, -1.5e3, \"s\\u{1F44D}\\uD83D\\uDC4D\"]}) @e { ...F } }",
  "fragment F on T @d { ... on U { a } ... @skip(if: true) { b } } # comment",
  "\"\"\"\n  block \\\"\"\" string\n\"\"\" type A implements B & C @d(x: null) { \"d\" a(b: Int = 1): [T!]! }",
  "extend schema @a { query: Q } directive @d(a: E = RED) repeatable on FIELD | QUERY",
  "enum E { A B @x } input I @oneOf { a: Int = 0 } union U = | A | B scalar S interface I { a: Int }",
]

@Suite struct ParserMutationTests {
  /// Bytes are flipped, dropped, repeated, and moved: the parser answers or refuses, and what it
  /// accepts it can print and read again.
  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func mutatedTextNeverCrashesTheParser(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var accepted = 0
    for _ in 0..<4_000 {
      var bytes = Array(mutationSeeds.randomElement(using: &random)!.utf8)
      for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
        let at = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0: bytes[at] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.remove(at: at)
        case 2: bytes.insert(contentsOf: bytes[at..<min(at + 7, bytes.count)], at: at)
        case 3: bytes.removeLast(bytes.count - at)
        default:
          let other = Array(mutationSeeds.randomElement(using: &random)!.utf8)
          bytes.insert(contentsOf: other.prefix(at % 20), at: at)
        }
      }
      let text = String(decoding: bytes, as: UTF8.self)
      guard let document = try? DocumentNode(parsing: text) else { continue }
      accepted += 1
      let printed = document.description
      let again = try DocumentNode(parsing: printed, limits: .schema)
      #expect(again.description == printed)
    }
    #expect(accepted > 100)
  }
}
