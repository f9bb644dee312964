import AdminAPI
import Dispatch
import Documents
import Replication
import Storage

extension NodeAdminService {
  func audit() async throws(AdminServiceError) -> AuditReport {
    guard
      let (status, types) = await loop.inspect({
        ($0.status(at: SystemClock.now()), $0.catalog.types.map(\.label))
      })
    else { throw AdminServiceError("the node is stopping") }
    return AuditReport(
      types: types, differences: status.audit.differences, repairs: status.audit.repairs,
      repaired: status.audit.repaired.map { "\($0.type) \($0.id)" },
      damagedBuckets: status.audit.suspects, countedAt: status.audit.countedAt,
      isBusy: status.audit.isBusy, now: SystemClock.now().wall.milliseconds,
      peers: status.peers.map { peer in
        AuditReport.Peer(
          name: peer.name, replica: peer.replica, isComparable: peer.knowledge == status.knowledge,
          equalAt: peer.equalAt, differences: peer.differenceCount)
      })
  }

  func recount(type name: String) async throws(AdminServiceError) -> RecountReport {
    // Reading all rows may take seconds: not on a thread that others wait for.
    let result = await withCheckedContinuation { continuation in
      DispatchQueue.global().async { [reader] in
        continuation.resume(returning: Self.recount(name, reader))
      }
    }
    switch result {
    case .success(let report): return report
    case .failure(let error): throw error
    }
  }

  private static func recount(
    _ name: String, _ reader: SnapshotSource
  ) -> Result<RecountReport, AdminServiceError> {
    do throws(StoreError) {
      let snapshot = try reader.snapshot()
      guard let type = try snapshot.record().catalog.number(labelled: name) else {
        return .failure(AdminServiceError("there is no type \(name)"))
      }
      let recount = try snapshot.recount(type)
      return .success(
        RecountReport(documents: recount.documents, damagedBuckets: recount.differingBuckets))
    } catch {
      return .failure(AdminServiceError("\(name): \(error.message)"))
    }
  }

  func requestAudit() async throws(AdminServiceError) {
    loop.submit(.auditRequested)
  }
}
