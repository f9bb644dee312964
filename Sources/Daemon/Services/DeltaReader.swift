import DocumentAPI
import Documents
import Replication
import Storage

/// Reads the pages of a client's rounds about one type.
struct DeltaReader: Sendable {
  let source: SnapshotSource
  let scope: SyncScope
  let mesh: MeshID
  let rows: Int

  /// About how many bytes a page has at most.
  private static let pageBytes = 4 << 20

  /// The next page.
  func page(since: Since) throws(ServiceError) -> Page {
    let request = PageRequest(
      since: since, audience: .client, scope: scope, mesh: mesh, rows: rows, bytes: Self.pageBytes)
    let result: Result<Page, SyncRefusal>
    do throws(StoreError) {
      result = try RoundReader.page(
        request, from: try source.snapshot(until: RequestDeadline.current))
    } catch {
      throw ServiceError(error)
    }
    switch result {
    case .success(let page): return page
    case .failure(let refusal): throw ServiceError(refusal)
    }
  }

  /// A token for what changes from now on.
  func now() throws(ServiceError) -> SyncToken {
    do throws(StoreError) {
      let record = try source.snapshot().record()
      return SyncToken(
        mesh: mesh, scope: scope.fingerprint, kind: .delta, knowledge: record.knowledge,
        phase: .finished(replica: record.id, record.commit.mark))
    } catch {
      throw ServiceError(error)
    }
  }
}
