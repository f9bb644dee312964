import Documents
import GraphQL

/// An object of the operator's schema: its fields by name.
struct StatusObject: ResolvedObject {
  let typeName: String
  let fields: [String: Resolved]

  init(typeName: String, fields: [String: Resolved]) {
    self.typeName = typeName
    self.fields = fields
  }

  func resolve(_ field: BoundField) -> Resolved { fields[field.name] ?? .null }

  static func node(_ status: NodeStatus) -> StatusObject {
    StatusObject(
      typeName: "Node",
      fields: [
        "name": .string(status.name), "replica": .string("\(status.replica)"),
        "version": .string(status.version), "startedAt": .int(status.startedAt),
        "uptime": .int(status.uptime),
        "commit": .object(
          StatusObject(
            typeName: "Commit",
            fields: [
              "sequence": .string("\(status.commitSequence)"), "time": .int(status.commitTime),
            ])),
        "conflicts": .int(Int64(status.conflicts)),
        "needsFullCopy": .bool(status.needsFullCopy), "knowledge": knowledge(status.knowledge),
        "clock": .object(clock(status.clock)),
        "types": .list(
          status.types.map { type in
            .object(
              StatusObject(
                typeName: "TypeCount",
                fields: [
                  "name": .string(type.name), "live": .int(Int64(type.live)),
                  "deleted": type.deleted.map { .int(Int64($0)) } ?? .null,
                ]))
          }),
        "replicates": .string(status.replicates),
        "incompatibilities": .list(status.incompatibilities.map { .string($0) }),
      ])
  }

  static func peer(_ peer: PeerStatus) -> StatusObject {
    StatusObject(
      typeName: "Peer",
      fields: [
        "name": text(peer.name), "replica": text(peer.replica?.description),
        "version": text(peer.version), "address": .string(peer.address),
        "direction": text(peer.direction?.rawValue), "state": .string(peer.state),
        "upToDate": .bool(peer.isUpToDate), "replicates": text(peer.replicates),
        "clockDifference": peer.clockDifference.map { .int($0) } ?? .null,
        "knowledge": knowledge(peer.knowledge),
        "ahead": peer.ahead.map { .object(ahead($0)) } ?? .null,
      ])
  }

  private static func clock(_ clock: ClockStatus) -> StatusObject {
    StatusObject(
      typeName: "Clock",
      fields: [
        "suspect": .bool(clock.isSuspect), "median": clock.median.map { .int($0) } ?? .null,
        "lead": .int(clock.lead), "bound": .int(clock.bound),
        "needsRepair": .bool(clock.needsRepair),
      ])
  }

  private static func ahead(_ ahead: AheadStatus) -> StatusObject {
    StatusObject(
      typeName: "Ahead",
      fields: [
        "origin": .string(ahead.origin), "node": text(ahead.node),
        "milliseconds": .int(ahead.milliseconds),
      ])
  }

  static func backup(_ backup: BackupStatus) -> StatusObject {
    StatusObject(
      typeName: "Backup",
      fields: [
        "state": .string(backup.state.rawValue), "file": .string(backup.file),
        "done": .int(Int64(backup.done)), "total": .int(Int64(backup.total)),
        "message": text(backup.message),
      ])
  }

  static func clockRepair(_ report: ClockRepairReport) -> StatusObject {
    StatusObject(
      typeName: "ClockRepair",
      fields: [
        "repaired": .bool(report.isRepaired), "documents": .int(Int64(report.documents)),
        "milliseconds": .int(report.milliseconds), "replica": .string(report.replica),
        "former": text(report.former),
      ])
  }

  static func importResult(_ result: ImportResult) -> StatusObject {
    StatusObject(
      typeName: "ImportResult",
      fields: [
        "imported": .int(Int64(result.imported)),
        "problems": .list(
          result.problems.map { problem in
            .object(
              StatusObject(
                typeName: "ImportProblem",
                fields: ["row": .int(Int64(problem.row)), "message": .string(problem.message)]))
          }),
      ])
  }

  private static func text(_ text: String?) -> Resolved { text.map { .string($0) } ?? .null }

  static func knowledge(_ knowledge: Knowledge) -> Resolved {
    .list(
      knowledge.entries.map { entry in
        .object(
          StatusObject(
            typeName: "KnowledgeEntry",
            fields: [
              "replica": .string("\(entry.replica)"), "timestamp": .string("\(entry.timestamp)"),
            ]))
      })
  }
}
