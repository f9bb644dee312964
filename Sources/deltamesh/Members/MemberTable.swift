import Foundation
import GraphQL

/// What `deltamesh peers list` prints.
struct MemberTable {
  private let members: [JSON]
  private let waiting: [JSON]
  private let now: Int64

  /// Of what the operator's API says; closed incarnations only if they are wanted.
  init(_ answer: JSON, showsClosed: Bool) {
    members = (answer["members"]?.arrayValue ?? []).filter {
      showsClosed || $0["state"]?.stringValue != "CLOSED"
    }
    waiting = answer["waiting"]?.arrayValue ?? []
    now = Int64(Date().timeIntervalSince1970 * 1_000)
  }

  /// The table: a line a member, a line a node that waits.
  var text: String {
    let rows = members.map { member in
      [
        member["node"]?.stringValue ?? "?", member["state"]?.stringValue ?? "?", standing(member),
        member["replica"]?.stringValue ?? "?",
        (member["addresses"]?.arrayValue ?? []).compactMap(\.stringValue).joined(separator: " "),
      ]
    }
    let widths = (0..<4).map { column in rows.map { $0[column].count }.max() ?? 0 }
    var lines = ["members   \(rows.count)"]
    for row in rows {
      let cells = (0..<4).map { column in
        row[column] + String(repeating: " ", count: widths[column] - row[column].count)
      }
      lines.append("          " + (cells + [row[4]]).joined(separator: "  "))
    }
    if !waiting.isEmpty { lines.append("waiting   \(waiting.count)") }
    for node in waiting {
      let key = node["key"]?.stringValue ?? "?"
      lines.append(
        "          \(node["node"]?.stringValue ?? "?")  at \(node["address"]?.stringValue ?? "?"), key \(key)"
      )
      lines.append("          let it in with: deltamesh peers approve \(key.prefix(16))")
    }
    return lines.map { String($0.reversed().drop { $0 == " " }.reversed()) }
      .joined(separator: "\n")
  }

  /// How a member stands to the node that was asked.
  private func standing(_ member: JSON) -> String {
    guard member["state"]?.stringValue == "ACTIVE" else { return "left" }
    if member["self"]?.boolValue == true { return "this node" }
    let lag = number(member["lag"])
    let behind = lag.map { $0 == 0 ? "up to date" : "\(Self.span($0)) behind" } ?? "unknown"
    if member["linked"]?.boolValue == true { return "linked, \(behind)" }
    guard let heard = number(member["lastHeard"]) else { return "not heard of since the start" }
    return "heard of \(Self.span(max(now - heard, 0))) ago, \(behind)"
  }

  private func number(_ json: JSON?) -> Int64? { json?.stringValue.flatMap { Int64($0) } }

  /// A span of time in the unit that shows it best, rounded up.
  private static func span(_ milliseconds: Int64) -> String {
    let units: [(name: String, length: Int64)] = [
      ("d", 86_400_000), ("h", 3_600_000), ("min", 60_000),
    ]
    let unit = units.first { milliseconds >= 2 * $0.length } ?? ("s", 1_000)
    return "\((milliseconds + unit.length - 1) / unit.length) \(unit.name)"
  }
}
