import Foundation
import Testing

/// The targets of `scripts/fuzz`, on the inputs that are kept.
@Suite struct FuzzTests {
  @Test(arguments: FuzzTarget.all.map(\.name))
  func everySeedIsTakenAndKeepsAllPromises(name: String) throws {
    let target = try #require(FuzzTarget.all.first { $0.name == name })
    let seeds = try target.seeds()
    #expect(!seeds.isEmpty)
    for seed in seeds {
      #expect(seed.count <= target.maximumLength)
      #expect(try target.run(seed), "\(String(decoding: seed, as: UTF8.self))")
    }
  }

  /// Cut anywhere, a seed shows that code is ready for the end of its input at each place.
  @Test(arguments: FuzzTarget.all.map(\.name))
  func everySeedMayEndAnywhere(name: String) throws {
    let target = try #require(FuzzTarget.all.first { $0.name == name })
    for seed in try target.seeds() {
      for length in stride(from: 0, to: seed.count, by: max(1, seed.count / 100)) {
        _ = try target.run(Array(seed.prefix(length)))
      }
    }
  }

  /// What fuzzing came across that reaches code of its own.
  @Test(arguments: FuzzTarget.all.map(\.name))
  func everyInputOfTheCorpusKeepsAllPromises(name: String) throws {
    let target = try #require(FuzzTarget.all.first { $0.name == name })
    let file = Found.folder.deletingLastPathComponent().appending(path: "Corpus/\(name).txt")
    let text = try String(contentsOf: file, encoding: .utf8)
    let inputs = try #require(InputLines.inputs(in: text))
    #expect(inputs.count > 1)
    for input in inputs {
      do { _ = try target.run(input) } catch {
        Issue.record("\(error), in \(InputLines.text(of: [input]))")
      }
    }
    #expect(InputLines.text(of: inputs) == text)
  }

  @Test(arguments: try Found.inputs())
  func whatWasFoundOnceKeepsAllPromises(found: Found) throws {
    let target = try #require(
      FuzzTarget.all.first { $0.name == found.target }, "\(found.target) is no target")
    _ = try target.run(found.bytes)
  }

  @Test func everyDictionaryThatATargetNamesIsThere() throws {
    let folder = Found.folder.deletingLastPathComponent().appending(path: "Dictionaries")
    for name in Set(FuzzTarget.all.compactMap(\.dictionary)) {
      #expect(try !Data(contentsOf: folder.appending(path: "\(name).dict")).isEmpty)
    }
  }
}

/// An input in `Found`: something that broke a target once.
struct Found: Sendable, CustomTestStringConvertible {
  let target: String
  let name: String
  let bytes: [UInt8]

  var testDescription: String { "\(target)/\(name)" }

  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Found")

  static func inputs() throws -> [Found] {
    let files = FileManager.default
    return try files.contentsOfDirectory(atPath: folder.path()).filter { !$0.hasPrefix(".") }
      .sorted().flatMap { target in
        let folder = folder.appending(path: target)
        return try files.contentsOfDirectory(atPath: folder.path()).filter { !$0.hasPrefix(".") }
          .sorted().map { name in
            Found(
              target: target, name: name,
              bytes: Array(try Data(contentsOf: folder.appending(path: name))))
          }
      }
  }
}
