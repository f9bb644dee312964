import DocumentAPI
import Documents
import GraphQL
import Testing

@Suite("Rows of an import")
struct ImportTests {
  private static let schema = """
    type Order @model {
      id: ID!  placed: DateTime  days: [Date]  number: BigInt  extra: JSON  name: String!
    }
    """

  private static func create(_ row: JSON) throws -> Mutation {
    try DocumentSchema(sdl: schema).create(type: "Order", row: row)
  }

  @Test("have the same internal form as what clients send")
  func internalForm() throws {
    let mutation = try Self.create([
      "id": "o", "placed": "2026-11-23T15:04:05+01:00", "days": ["2026-11-23", nil],
      "number": "-12", "extra": ["a": [1, nil]], "name": "n",
    ])
    let scalars: [Documents.ScalarType] = [.dateTime, .date, .bigInt]
    let given = ["2026-11-23T15:04:05+01:00", "2026-11-23", "-12"]
    let values = try zip(scalars, given).map { try $0.normalise(.string($1)) }
    #expect(
      mutation.fields.map(\.value) == [
        values[0], .list([values[1], .null]), values[2], .string(#"{"a":[1,null]}"#), .string("n"),
      ])
  }

  @Test(
    "are refused where a scalar is none of its type",
    arguments: [
      ["placed": 3], ["placed": "yesterday"], ["days": ["2026-11-23", "2026-02-30"]],
      ["number": "1.5"], ["number": true], ["name": 5], ["other": 1],
    ] as [JSONObject])
  func badScalars(fields: JSONObject) throws {
    var row = fields
    row["id"] = "o"
    if row["name"] == nil { row["name"] = "n" }
    #expect(throws: GraphQLError.self) { try Self.create(.object(row)) }
  }
}
