internal import Argo
internal import Documents
internal import Replication

/// Writes answers to questions about documents.
enum AuditEncoder {
  /// An answer as a message. The number of its question and its own kind give the id; that of a failure is the number alone.
  static func message(
    _ answer: AuditAnswer, _ number: AuditNumber
  ) throws(PeerCodecError) -> LinkMessage {
    switch answer {
    case .sums(let standing, let sums):
      LinkMessage(.next, id: AuditKind.sums.id(of: number), payload: payload(standing, sums))
    case .entries(let standing, let entries, let hasMore):
      LinkMessage(
        .next, id: AuditKind.entries.id(of: number), payload: payload(standing, entries, hasMore))
    case .documents(let page):
      LinkMessage(
        .next, id: AuditKind.documents.id(of: number), payload: try PageWriter.payload(page))
    case .unavailable(let text):
      LinkMessage(
        .error, id: AuditKind.sums.id(of: number), payload: PeerEncoder.payload(.unavailable(text)))
    }
  }

  private static func payload(_ standing: AuditStanding, _ sums: BucketSums) -> [UInt8] {
    var writer = ArgoMessageWriter(header: PeerEncoder.responseHeader)
    let hashes = writer.declare("Hashes")
    let knowledge = writer.declare("Knowledge")
    writer.writeNonNull()
    for column in [sums.live, sums.tombstones] {
      var bytes: [UInt8] = []
      bytes.reserveCapacity(column.count * 8)
      for hash in column {
        withUnsafeBytes(of: hash.littleEndian) { bytes.append(contentsOf: $0) }
      }
      writer.writeBytes(bytes, to: hashes)
    }
    writer.writeBytes(KnowledgeCoding.encode(standing.knowledge), to: knowledge)
    writer.writeBytes(KnowledgeCoding.encode(standing.floor), to: knowledge)
    writer.writeBoolean(standing.isAhead)
    writer.writeAbsent()
    return writer.finish()
  }

  private static func payload(
    _ standing: AuditStanding, _ entries: [AuditEntry], _ hasMore: Bool
  ) -> [UInt8] {
    var writer = ArgoMessageWriter(header: PeerEncoder.responseHeader)
    let id = writer.declare("ID")
    let bits64 = writer.declare("Bits64")
    let knowledge = writer.declare("Knowledge")
    writer.writeNonNull()
    writer.writeCount(entries.count)
    for entry in entries {
      writer.writeString(entry.id.text, to: id)
      PeerEncoder.write(entry.hash, to: bits64, &writer)
      writer.writeBoolean(entry.isDeleted)
      writer.writeBoolean(entry.isForgettable)
    }
    writer.writeBytes(KnowledgeCoding.encode(standing.knowledge), to: knowledge)
    writer.writeBytes(KnowledgeCoding.encode(standing.floor), to: knowledge)
    writer.writeBoolean(standing.isAhead)
    writer.writeBoolean(hasMore)
    writer.writeAbsent()
    return writer.finish()
  }
}

extension PeerEncoder {
  /// A question as a request of its operation.
  static func payload(_ question: AuditQuestion) -> [UInt8] {
    request(AuditKind(question).operation) { writer in
      switch question {
      case .sums(let type):
        writer.beginDescObject(count: 1)
        writer.writeDescKey("type")
        writer.writeDesc(type)
      case .entries(let type, let buckets, let after, let limit):
        writer.beginDescObject(count: after == nil ? 3 : 4)
        writer.writeDescKey("type")
        writer.writeDesc(type)
        writer.writeDescKey("buckets")
        writer.beginDescList(count: buckets.count)
        for bucket in buckets { writer.writeDesc(Int64(bucket)) }
        if let after {
          writer.writeDescKey("after")
          writer.writeDesc(after.text)
        }
        writer.writeDescKey("limit")
        writer.writeDesc(Int64(limit))
      case .documents(let type, let ids):
        writer.beginDescObject(count: 2)
        writer.writeDescKey("type")
        writer.writeDesc(type)
        writer.writeDescKey("ids")
        writer.beginDescList(count: ids.count)
        for id in ids { writer.writeDesc(id.text) }
      }
    }
  }
}
