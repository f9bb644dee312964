import ArgumentParser
import Daemon
import Foundation
import Storage

/// `deltamesh bench`: measures this program on this machine.
struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure copying, streaming, latency and HTTP on this machine.",
    discussion: """
      Prints one line a figure, beside the limit of the machine, measured in the same run, and the budget that the project sets itself.
      Docs/BENCHMARKS.md says what each line means. Everything runs on loopback with temporary data, which is removed at the end.
      """)

  @Option(help: "How many documents are copied; other counts follow from it.")
  var documents = 100_000

  @Option(help: "Measure only this; may be repeated.")
  var only: [BenchName] = []

  @Option(help: "For how long latency and requests over HTTP are measured, in seconds.")
  var seconds = 5

  @Option(help: "What an answered write survives: full or normal.")
  var durability = "full"

  @Option(help: "The folder for temporary data; its disk is what is measured.")
  var folder = FileManager.default.temporaryDirectory.path

  func validate() throws {
    guard 100...100_000_000 ~= documents else {
      throw ValidationError("--documents must be from 100 to 100000000.")
    }
    guard 1...3_600 ~= seconds else {
      throw ValidationError("--seconds must be from 1 to 3600.")
    }
    guard Durability(rawValue: durability) != nil else {
      throw ValidationError("--durability must be full or normal.")
    }
  }

  func run() async throws {
    let temporary: TemporaryFolder
    do { temporary = try TemporaryFolder(in: folder) } catch {
      throw Failure(.inputOutput, "can't write in \(folder): \(error.localizedDescription)").exit()
    }
    defer { temporary.remove() }
    let settings = BenchSettings(
      documents: documents, seconds: seconds,
      durability: Durability(rawValue: durability) ?? .full, folder: temporary.path)
    let report = BenchReport()
    for line in Machine.description(settings) { report.line(line) }
    report.line("program     deltamesh \(Version.number)\n")
    report.line(Columns.head)
    do {
      for name in BenchName.allCases where only.isEmpty || only.contains(name) {
        switch name {
        case .copy: try await CopyBench(settings: settings, report: report).run()
        case .catchUp: try await CatchUpBench(settings: settings, report: report).run()
        case .streaming: try await StreamingBench(settings: settings, report: report).run()
        case .propagation: try await PropagationBench(settings: settings, report: report).run()
        case .http: try await HTTPBench(settings: settings, report: report).run()
        }
        try? FileManager.default.removeItem(atPath: "\(temporary.path)/\(name.rawValue)")
      }
    } catch {
      throw Failure(.unavailable, "the measurement failed: \(error)").exit()
    }
  }
}
