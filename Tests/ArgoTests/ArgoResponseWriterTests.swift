import Argo
import Foundation
import GraphQL
import Testing

/// Responses of executed operations as Argo messages.
struct ArgoResponseWriterTests {
  private static let schema = """
    type Query { hero: Character heroes: [Character!] count: Int! when: Date any: Any blob: Blob }
    interface Character { id: ID! name: String }
    type Human implements Character { id: ID! name: String height: Float friends: [Character]! }
    type Droid implements Character { id: ID! name: String model: String! }
    scalar Date
    scalar Any @ArgoCodec(codec: DESC)
    scalar Blob @ArgoCodec(codec: BYTES)
    """

  private struct Object: ResolvedObject {
    let typeName: String
    let fields: [String: Resolved]
    func resolve(_ field: BoundField) -> Resolved { fields[field.name] ?? .null }
  }

  private static let luke = Resolved.object(
    Object(
      typeName: "Human",
      fields: [
        "id": .int(1000), "name": .string("Luke"), "height": .int(2),
        "friends": .list([.null, droid]),
      ]))
  private static let droid = Resolved.object(
    Object(typeName: "Droid", fields: ["id": .string("2001"), "model": .utf8([0x52, 0x32])]))
  private static let broken = Resolved.object(Object(typeName: "Droid", fields: ["id": .null]))

  /// Runs an operation; gives the message read by its wire type, the message itself, and the response in JSON.
  private func run(
    _ text: String, _ outcomes: [Resolved], variables: JSONObject = [:], modes: ArgoModes = [],
    extensions: JSONObject = [:]
  ) throws -> (argo: JSON, message: [UInt8], json: JSON) {
    let schema = try Schema(sdl: Self.schema + "\n" + ArgoDirectives.definitions)
    let plan = try schema.prepare(text)
    let operation = try plan.bind(variables)
    let outcomes = outcomes.map { RootOutcome.value($0) }
    let codec = try WireTyper(schema: schema, codecs: ["Date": .string]).codec(for: plan)
    let message = operation.argoResponse(
      outcomes, codec: codec, modes: modes, extensions: extensions)
    return (
      try codec.decode(message).responseJSON, message,
      try JSON(parsing: operation.jsonResponse(outcomes, extensions: extensions))
    )
  }

  @Test(arguments: [
    ArgoModes(), .inlineEverything, .selfDescribing, .noDeduplication, [.nullTerminatedStrings],
  ])
  func theMessageSaysWhatJSONSays(_ modes: ArgoModes) throws {
    let result = try run(
      """
      query ($yes: Boolean!) {
        heroes {
          ... on Droid { model id } name ... on Human { friends { id __typename ... on Droid { model } } id }
        }
        again: count  when @include(if: $yes)  any  missing: hero { name }
      }
      """,
      [
        .list([Self.luke, Self.droid]), .int(7), .string("2026-11-23"),
        .json(["a": [1, 2.5, nil]]),
        .null,
      ], variables: ["yes": true], modes: modes, extensions: ["cost": 5])
    #expect(result.argo.sameContent(as: result.json), "\(result.argo)")
    #expect(try ArgoMessageReader(result.message).header.modes.isSuperset(of: modes))
  }

  @Test func whatIsSkippedIsAbsent() throws {
    let result = try run(
      "query ($no: Boolean!) { count when @include(if: $no) ...F @skip(if: true) } fragment F on Query { hero { id } }",
      [.int(7)], variables: ["no": false])
    #expect(result.argo == ["data": ["count": 7]])
    #expect(result.argo == result.json)
  }

  @Test func nullRisesAndErrorsAreListed() throws {
    let result = try run(
      "{ hero { id name } heroes { id } count }",
      [Self.broken, .list([Self.luke, Self.broken]), .int(1)])
    #expect(result.argo == result.json)
    #expect(result.argo["data"] == ["hero": nil, "heroes": nil, "count": 1])
    #expect(result.argo["errors"]?.arrayValue?.count == 2)
  }

  @Test func nullCanRiseToTheTop() throws {
    let result = try run("{ count }", [.error(GraphQLError("no", code: "FORBIDDEN"))])
    #expect(result.argo == result.json)
    #expect(result.argo["data"] == .null)
  }

  @Test func aValueThatTheCodecCantWriteMakesTheMessageSelfDescribing() throws {
    let result = try run("{ blob }", [.string("text")])
    #expect(result.argo == ["data": ["blob": "text"]])
    #expect(try ArgoMessageReader(result.message).header.modes.contains(.selfDescribing))
  }

  @Test func aRequestThatCantBeRunIsAnsweredInArgo() throws {
    let error = GraphQLError("no", code: "BAD_USER_INPUT")
    let message = GraphQLResponse.argo(errors: [error])
    #expect(try ArgoValue(selfDescribingMessage: message).json == ["errors": [error.json]])
  }

  private static let corpus = Vectors.path("graphql/conformance.jsonl.gz")

  /// 2,538 operations on random schemas; each response must come back from its message as the corpus has it.
  @Test(.enabled(if: corpus != nil, "shared/vectors/graphql/conformance.jsonl.gz is not here"))
  func everyCaseOfTheCorpusComesBack() throws {
    var schemas: [String: (Schema, WireTyper)] = [:]
    var cases = 0
    var failures: [String] = []
    for line in try Vectors.gunzippedLines(try #require(Self.corpus)) {
      let json = try JSON(parsing: line, limits: JSONLimits(bytes: 1 << 24, depth: 200))
      let name = json["schema"]?.stringValue ?? ""
      if json["op"] == "schema" {
        let schema = try Schema(sdl: name)
        schemas[json["name"]?.stringValue ?? ""] = (
          schema, try WireTyper(schema: schema, fallback: .desc)
        )
        continue
      }
      cases += 1
      guard let (schema, typer) = schemas[name] else { continue }
      do {
        var limits = QueryLimits.trusted
        limits.depth = 1_000
        let plan = try schema.prepare(
          try #require(json["query"]?.stringValue),
          operationName: json["operationName"]?.stringValue, limits: limits)
        let operation = try plan.bind(json["variables"]?.objectValue ?? JSONObject())
        let outcomes = TypeDrivenObject.outcomes(of: operation)
        let codec = try typer.codec(for: plan)
        let message = operation.argoResponse(outcomes, codec: codec)
        let value = try codec.decode(message)
        let header = try ArgoMessageReader(message).header
        if header != .response || !value.json.sameContent(as: json["want"]?["result"] ?? .null) {
          failures.append(
            "\(json["id"] ?? .null): \(value.json) instead of \(json["want"] ?? .null)")
        } else if try codec.encode(value) != message {
          failures.append("\(json["id"] ?? .null): encoding again differs")
        }
      } catch {
        failures.append("\(json["id"] ?? .null): \(error)")
      }
    }
    #expect(cases == 2538)
    #expect(failures.count == 0, "\(failures.prefix(5).joined(separator: "\n").prefix(6000))")
  }
}

extension JSON {
  /// Whether the values are the same but for the order of entries, which a wire type has of its own.
  fileprivate func sameContent(as other: JSON) -> Bool {
    switch (self, other) {
    case (.object(let a), .object(let b)):
      a.count == b.count
        && a.allSatisfy { entry in b[entry.key].map { entry.value.sameContent(as: $0) } ?? false }
    case (.array(let a), .array(let b)):
      a.count == b.count && zip(a, b).allSatisfy { $0.sameContent(as: $1) }
    default: self == other
    }
  }
}
