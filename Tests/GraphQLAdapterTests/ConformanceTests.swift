import Foundation
import GraphQL
import Testing

private let corpus = vectors("graphql/conformance.jsonl.gz")

/// The path of a file below `shared/vectors`, beside some ancestor of this file; `nil` if it is
/// absent. Symbolic links are not resolved.
private func vectors(_ name: String) -> String? {
  var folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  while folder.path != "/" {
    let candidate = folder.appendingPathComponent("shared/vectors/\(name)").path
    if FileManager.default.fileExists(atPath: candidate) { return candidate }
    folder.deleteLastPathComponent()
  }
  return nil
}

private func gunzip(_ path: String) throws -> Data {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = ["gzip", "-dc", path]
  let pipe = Pipe()
  process.standardOutput = pipe
  try process.run()
  let data = pipe.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return data
}

@Suite struct ConformanceTests {
  /// 2,538 operations on random schemas, with results on which several engines agree. Needs the
  /// shared test data beside the repository; without it the test is reported as skipped.
  @Test(.enabled(if: corpus != nil, "shared/vectors/graphql/conformance.jsonl.gz is not here"))
  func everyCaseOfTheCorpusIsAnsweredAsExpected() throws {
    let input = try gunzip(try #require(corpus))
    let wanted = try input.split(separator: 0x0A).compactMap { line -> JSON? in
      let json = try JSON(parsing: line, limits: JSONLimits(bytes: 1 << 24, depth: 200))
      guard json["op"] == "execute", let id = json["id"], let want = json["want"]?["result"] else {
        return nil
      }
      return ["id": id, "result": want]
    }
    #expect(wanted.count == 2_538)
    let answers = try AdapterProcess.answers(to: input)
    #expect(answers.count == wanted.count)
    let differing = zip(answers, wanted).filter { $0 != $1 }
    #expect(differing.isEmpty, "\(differing.prefix(3))")
  }
}
