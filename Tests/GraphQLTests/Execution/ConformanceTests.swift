import Foundation
import Testing

@testable import GraphQL

private let corpus = SharedVectors.path("graphql/conformance.jsonl.gz")

@Suite struct ConformanceTests {
  /// 2,538 operations on random schemas, with results on which several engines agree. Needs the shared
  /// test data beside the repository; without it the test is reported as skipped.
  @Test(.enabled(if: corpus != nil, "shared/vectors/graphql/conformance.jsonl.gz is not here"))
  func everyCaseOfTheCorpusGivesTheExpectedResult() throws {
    var schemas: [String: Schema] = [:]
    var cases = 0
    var failures: [String] = []
    for line in try SharedVectors.gunzippedLines(try #require(corpus)) {
      let json = try JSON(parsing: line, limits: JSONLimits(bytes: 1 << 24, depth: 200))
      if json["op"] == "schema" {
        let name = try #require(json["name"]?.stringValue)
        do {
          schemas[name] = try Schema(sdl: try #require(json["schema"]?.stringValue))
        } catch {
          failures.append("\(name): \(error)")
        }
        continue
      }
      cases += 1
      let id = json["id"]?.stringValue ?? "?"
      guard let schema = schemas[json["schema"]?.stringValue ?? ""] else { continue }
      do {
        var limits = QueryLimits.trusted
        limits.depth = 1_000
        let plan = try schema.prepare(
          try #require(json["query"]?.stringValue),
          operationName: json["operationName"]?.stringValue, limits: limits)
        let operation = try plan.bind(json["variables"]?.objectValue ?? JSONObject())
        let outcomes = TypeDrivenObject.outcomes(of: operation)
        let (data, errors) = operation.treeResponse(outcomes)
        let bytes = operation.jsonResponse(outcomes)
        if !errors.isEmpty || json["want"]?["result"] != ["data": data] {
          failures.append("\(id): \(errors) \(data) instead of \(json["want"] ?? .null)")
        } else if try JSON(parsing: bytes, limits: JSONLimits(bytes: 1 << 24, depth: 200))
          != ["data": data]
        {
          failures.append("\(id): the two writers differ")
        }
      } catch {
        failures.append("\(id): \(error)")
      }
    }
    #expect(cases == 2538)
    #expect(failures.count == 0, "\(failures.prefix(5).joined(separator: "\n").prefix(6000))")
  }
}
