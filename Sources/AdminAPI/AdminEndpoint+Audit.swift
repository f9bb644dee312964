import GraphQL

extension AdminEndpoint {
  /// Runs a mutation of the audit; nil for any other.
  func auditMutation(_ field: BoundField) async -> RootOutcome? {
    do throws(AdminServiceError) {
      switch field.name {
      case "recount":
        let report = try await service.recount(type: field.arguments["type"]?.stringValue ?? "")
        return .value(.object(StatusObject.recount(report)))
      case "requestAudit":
        try await service.requestAudit()
        return .value(.bool(true))
      default: return nil
      }
    } catch {
      return .errors([GraphQLError(error.message, .badUserInput)])
    }
  }
}

extension StatusObject {
  static func recount(_ report: RecountReport) -> StatusObject {
    StatusObject(
      typeName: "Recount",
      fields: [
        "documents": .int(Int64(report.documents)),
        "damagedBuckets": .list(report.damagedBuckets.map { .int(Int64($0)) }),
      ])
  }

  static func audit(_ report: AuditReport) -> StatusObject {
    StatusObject(
      typeName: "Audit",
      fields: [
        "types": .list(report.types.map { .string($0) }),
        "differences": .int(Int64(report.differences)), "repairs": .int(Int64(report.repairs)),
        "repaired": .list(report.repaired.map { .string($0) }),
        "damagedBuckets": .int(Int64(report.damagedBuckets)),
        "countedAt": report.countedAt.map { .int($0) } ?? .null, "busy": .bool(report.isBusy),
        "now": .int(report.now),
        "peers": .list(
          report.peers.map { peer in
            .object(
              StatusObject(
                typeName: "AuditPeer",
                fields: [
                  "name": .string(peer.name), "replica": .string("\(peer.replica)"),
                  "comparable": .bool(peer.isComparable),
                  "equalAt": peer.equalAt.map { .int($0) } ?? .null,
                  "differences": .int(Int64(peer.differences)),
                ]))
          }),
      ])
  }
}
