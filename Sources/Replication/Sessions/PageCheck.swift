import Documents

/// The verdict on the rows of a page from a peer, before any of them is used.
enum PageCheck {
  /// All is well; the greatest timestamp in the page.
  case good(greatest: Timestamp)
  /// A row can't be used; says why.
  case malformed(String)
  /// A version is later than what is accepted now.
  case ahead(Version)

  /// Looks at every row of a batch in this node's numbers.
  init(_ batch: ChangeBatch, catalog: Catalog, limit: Timestamp) {
    var greatest = Timestamp.zero
    var ahead: Version?
    var problem: String?
    for row in batch.rows {
      guard let slotCount = batch.wellFormedSlotCount(of: row) else {
        problem = "a malformed row"
        break
      }
      guard slotCount <= catalog[row.type].fields.count + Slot.firstField else {
        problem = "a row with more values than its type has fields"
        break
      }
      batch.forEachVersion(of: row) { replica, timestamp in
        greatest = max(greatest, timestamp)
        if timestamp > limit, ahead == nil {
          ahead = Version(timestamp: timestamp, replica: batch.replicas[replica])
        }
      }
    }
    if let problem {
      self = .malformed(problem)
    } else if let ahead {
      self = .ahead(ahead)
    } else {
      self = .good(greatest: greatest)
    }
  }
}
