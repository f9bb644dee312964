import ArgumentParser
import Foundation
import GraphQL

/// `deltamesh conflicts`: the values that were lost to concurrent writes of other nodes.
struct ConflictsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "conflicts",
    abstract: "List values that were lost to concurrent writes of other nodes, the latest first.",
    discussion: """
      Every node lists the same. An ordinary update brings a value back; restore… brings a deleted document back.
      """)

  @OptionGroup var address: NodeAddress

  @Option(help: "Only those of a type.")
  var type: String?

  @Option(help: "Only those of the document with this id.")
  var document: String?

  @Option(help: "How many to list at most, up to 1,000.")
  var limit = 50

  func run() async throws {
    do {
      let answer = try await address.client.execute(
        "/admin/graphql", query: Self.query, variables: variables)
      print(Self.text(of: answer["conflicts"] ?? .null))
    } catch let failure as Failure {
      throw failure.exit()
    }
  }

  private var variables: JSON {
    [
      "filter": [
        "type": type.map { .string($0) } ?? .null,
        "document": document.map { .string($0) } ?? .null,
      ],
      "page": ["limit": .int(Int64(limit))],
    ]
  }

  private static let query = """
    query ($filter: ConflictFilter, $page: PageRequest) {
      conflicts(filter: $filter, page: $page) {
        count items { type document field text cut contents present state detectedAt losing { replica time } winning { replica } } } }
    """

  private static func text(of list: JSON) -> String {
    let items = list["items"]?.arrayValue ?? []
    let count = list["count"]?.intValue ?? 0
    let isPart = count > Int64(items.count)
    let noun = count == 1 ? "conflict" : "conflicts"
    var lines = ["\(count) \(noun)" + (isPart ? ", the latest \(items.count):" : "")]
    for item in items {
      func text(_ name: String) -> String { item[name]?.stringValue ?? "" }
      let cut = item["cut"]?.boolValue == true ? "… (cut)" : ""
      let present = item["present"].map { "\($0)" } ?? "null"
      let state =
        switch text("state") {
        case "LIVE": "now \(present)"
        case "DELETED": "now \(present), deleted"
        default: "gone"
        }
      lines.append(
        "\(time(text("detectedAt")))  \(text("type")) \(text("document")) \(text("field")): lost \(text("text"))\(cut), \(state)"
      )
      lines.append(
        "          written by \(item["losing"]?["replica"]?.stringValue ?? "?"), lost to \(item["winning"]?["replica"]?.stringValue ?? "?")"
      )
      if let contents = item["contents"], !contents.isNull { lines.append("          \(contents)") }
    }
    return lines.joined(separator: "\n")
  }

  private static func time(_ milliseconds: String) -> String {
    guard let number = Double(milliseconds) else { return "?" }
    return Date(timeIntervalSince1970: number / 1_000).ISO8601Format()
  }
}
