import GraphQL
import Testing

extension EndToEnd {
  @Suite struct Scalars {
    @Test("Every kind of value comes out as it went in, on both nodes")
    func everyScalar() async throws {
      let mesh = try await TestMesh(
        2,
        schema: #"""
          enum Colour { RED GREEN }

          """
          @model
          @datasync(conflict: CLIENT_WINS)
          """
          type Thing {
            id: ID!
            text: String
            int: Int
            float: Float
            bool: Boolean
            ref: ID
            colour: Colour
            colours: [Colour!]
            words: [String!]
            numbers: [Int]
            at: DateTime
            day: Date
            time: Time
            stamp: Timestamp
            big: BigInt
            any: JSON
            state: String @default(value: "new")
            nothing: String
          }
          """#)
      let sent: JSON = [
        "id": "e\u{301} é % _ 😀", "text": "tab\t \" \\ 日本", "int": -2_147_483_648, "float": 0.125,
        "bool": false, "ref": "x", "colour": "GREEN", "colours": ["RED", "GREEN"],
        "words": ["", "a"], "numbers": [1, nil, 3], "at": "2026-11-23T17:00:00.123+02:00",
        "day": "2024-02-29", "time": "23:59:59.5Z", "stamp": 1_795_453_355_010,
        "big": "-123456789012345678901234567890", "any": ["b": [1, 2.5, nil], "a": ["z": true]],
      ]
      // Times are normalised to UTC and milliseconds; what was not sent has its default, or null.
      let normalised: [String: JSON] = [
        "at": "2026-11-23T15:00:00.123Z", "time": "23:59:59.500Z",
      ]
      var expected = JSONObject(
        (sent.objectValue ?? JSONObject()).map { ($0.key, normalised[$0.key] ?? $0.value) })
      expected.append(key: "state", value: "new")
      expected.append(key: "nothing", value: .null)
      let fields = expected.map(\.key).joined(separator: " ")
      let created = try await mesh.nodes[0].client.data(
        "mutation ($input: CreateThingInput!) { createThing(input: $input) { \(fields) } }",
        variables: ["input": sent])
      #expect(created == ["createThing": .object(expected)])
      let found = try await mesh.agree(on: "{ findThings { items { \(fields) } } }") {
        $0.at("findThings.items") != []
      }
      #expect(found == ["findThings": ["items": [.object(expected)]]])
      try await mesh.stop()
    }
  }
}
