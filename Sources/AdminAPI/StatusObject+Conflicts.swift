import Documents
import GraphQL

extension StatusObject {
  /// A page of the list of conflicts.
  static func conflicts(_ page: ConflictPage, offset: Int, limit: Int) -> StatusObject {
    StatusObject(
      typeName: "ConflictList",
      fields: [
        "items": .list(page.items.map { .object(conflict($0)) }), "offset": .int(Int64(offset)),
        "limit": .int(Int64(limit)), "count": .int(Int64(page.count)),
      ])
  }

  /// A conflict.
  static func conflict(_ conflict: Conflict) -> StatusObject {
    let record = conflict.record
    let state: String
    let present: String?
    switch conflict.present {
    case .live(let value): (state, present) = ("LIVE", value)
    case .deleted(let value): (state, present) = ("DELETED", value)
    case .gone: (state, present) = ("GONE", nil)
    }
    return StatusObject(
      typeName: "Conflict",
      fields: [
        "id": .string(conflict.id.text), "type": .string(record.type),
        "document": .string(record.document.text), "field": .string(record.field),
        "value": json(record.value), "text": .string(record.value),
        "contents": json(record.contents), "cut": .bool(record.isCut),
        "present": json(present), "state": .string(state), "losing": version(record.losing),
        "winning": version(record.winning), "detectedAt": .int(conflict.detectedAt),
      ])
  }

  /// What JSON text says; null where it is none, as when it was cut.
  private static func json(_ text: String?) -> Resolved {
    text.flatMap { try? JSON(parsing: $0) }.map { .json($0) } ?? .null
  }

  private static func version(_ version: Version) -> Resolved {
    .object(
      StatusObject(
        typeName: "ConflictVersion",
        fields: [
          "replica": .string("\(version.replica)"),
          "timestamp": .string("\(version.timestamp)"),
          "time": .int(version.timestamp.milliseconds),
        ]))
  }
}
