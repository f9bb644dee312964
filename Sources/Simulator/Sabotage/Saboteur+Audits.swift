import Documents
import Replication

extension Saboteur {
  /// The answer of a peer to a question of this node.
  func distorted(_ answer: AuditAnswer, over link: LinkID) -> AuditAnswer {
    switch answer {
    case .sums(var standing, let sums):
      guard let own = links[link]?.standing else { return answer }
      switch sabotage {
      case .unequalCompared:
        standing.knowledge = own.knowledge
        standing.isAhead = false
      case .floorsIgnored: standing.floor = own.floor
      default: break
      }
      return .sums(standing, sums)
    case .documents(var page):
      guard sabotage == .repairDropped else { return answer }
      page.changes = ChangeBatch()
      page.hasMore = false
      return .documents(page)
    case .entries, .unavailable: return answer
    }
  }

  /// What was found in the node's own store.
  func distort(_ result: inout Result<Finding, StoreError>) {
    guard sabotage == .recountTrusting, case .success(.recount(var recount)) = result else {
      return
    }
    recount.counted = recount.kept
    result = .success(.recount(recount))
  }
}

extension StoreSaboteur {
  /// What is added to the sums of a type when a document is put in place of another: nil where they follow it as they should.
  func distortion(
    of state: DocumentState, replacing old: StoredDocument?, type: TypeNumber, in base: Base
  ) -> BucketSums? {
    guard sabotage == .sumKeptOnMerge, let old, let record = (try? base.record()) ?? nil,
      state.stamps.greatestVersion.replica != record.id
    else { return nil }
    let hasher = TypeHasher(record.catalog[type])
    var difference = BucketSums()
    if let hash = hasher.hash(old.state) { difference.add(hash) }
    if let hash = hasher.hash(state) { difference.subtract(hash) }
    return difference
  }

  /// What is added to the sums of a type when a document is forgotten.
  func distortion(
    ofRemoving id: DocumentID, type: TypeNumber, in base: Base
  ) -> BucketSums? {
    guard sabotage == .sumKeptOnRemove, let record = (try? base.record()) ?? nil,
      let old = (try? base.document(id, type: type)) ?? nil,
      let hash = TypeHasher(record.catalog[type]).hash(old.state)
    else { return nil }
    var difference = BucketSums()
    difference.add(hash)
    return difference
  }
}
