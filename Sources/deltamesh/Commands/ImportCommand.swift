import ArgumentParser
import Foundation
import GraphQL

/// `deltamesh import`: documents from a file into a running node.
struct ImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Import documents into a running node from a file with one JSON object a line.",
    discussion: """
      Every line is checked before anything is sent: a broken line is named, and nothing is imported (exit code 65). A document that is
      there already with the same content is no error, so an import can be repeated.
      """)

  @Option(help: "The model type of the documents.")
  var type: String

  @OptionGroup var address: NodeAddress

  @Argument(help: "The file, JSON lines; - for standard input.")
  var file: String

  func run() async throws {
    do {
      let rows = try Self.rows(of: try Self.read(file), file: file)
      var progress = ProgressBar(label: "import", total: rows.count)
      let client = try address.client
      var imported = 0
      var start = 0
      while start < rows.count {
        let end = Self.end(of: rows, from: start)
        let result = try await client.execute(
          "/admin/graphql", query: Self.mutation,
          variables: .object([
            "type": .string(type), "rows": .array(rows[start..<end].map(\.value)),
          ]))
        let answer = result["importDocuments"] ?? .null
        imported += Int(answer["imported"]?.intValue ?? 0)
        if let problem = answer["problems"]?.arrayValue?.first {
          let index = Int(problem["row"]?.intValue ?? 0)
          progress.end()
          throw Failure(
            .badData,
            "\(file):\(rows[min(start + index, rows.count - 1)].line): \(problem["message"]?.stringValue ?? "refused"); \(imported) documents were imported"
          )
        }
        start = end
        progress.update(start)
      }
      progress.end()
      print("imported \(imported) documents of type \(type)")
    } catch let failure as Failure {
      throw failure.exit()
    }
  }

  private static let mutation = """
    mutation ($type: String!, $rows: [JSON!]!) {
      importDocuments(type: $type, rows: $rows) { imported problems { row message } }
    }
    """

  private struct Row {
    let line: Int
    let value: JSON
    let size: Int
  }

  private static func read(_ file: String) throws -> Data {
    if file == "-" { return FileHandle.standardInput.readDataToEndOfFile() }
    guard let data = FileManager.default.contents(atPath: file) else {
      throw Failure(.inputOutput, "can't read \(file)")
    }
    return data
  }

  private static func rows(of data: Data, file: String) throws -> [Row] {
    var rows: [Row] = []
    for (index, line) in data.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated()
    {
      if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
      let value: JSON
      do throws(JSONError) { value = try JSON(parsing: Array(line)) } catch {
        throw Failure(.badData, "\(file):\(index + 1):\(error.offset + 1): \(error.message)")
      }
      guard value.objectValue != nil else {
        throw Failure(.badData, "\(file):\(index + 1): the line is not a JSON object")
      }
      rows.append(Row(line: index + 1, value: value, size: line.count))
    }
    return rows
  }

  /// The end of the rows that fit in one request.
  private static func end(of rows: [Row], from start: Int) -> Int {
    var end = start
    var size = 0
    while end < rows.count, end - start < 500, size + rows[end].size < 512 << 10 || end == start {
      size += rows[end].size
      end += 1
    }
    return end
  }
}
