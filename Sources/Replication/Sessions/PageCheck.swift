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
    let problem = batch.bytes.withUnsafeBytes { bytes -> String? in
      for row in batch.rows {
        let fieldCount = catalog[row.type].fields.count
        var isKnown = true
        let stamps = UnsafeRawBufferPointer(rebasing: bytes[row.stamps])
        let isWellFormed = StampsCoding.forEachVersion(stamps) { replica, timestamp in
          guard replica < batch.replicas.count else { return isKnown = false }
          greatest = max(greatest, timestamp)
          if timestamp > limit, ahead == nil {
            ahead = Version(timestamp: timestamp, replica: batch.replicas[replica])
          }
        }
        guard isKnown, isWellFormed,
          let decoded = StampsCoding.read(stamps, replicas: batch.replicas),
          decoded.slotCount >= Slot.firstField, decoded.slotCount <= fieldCount + Slot.firstField
        else { return "a row with malformed stamps" }
        let values = UnsafeRawBufferPointer(rebasing: bytes[row.values])
        var position = 0
        var count = 0
        while position < values.count {
          guard PackedValues.read(values, at: &position) != nil else {
            return "a row with malformed values"
          }
          count += 1
        }
        guard count <= fieldCount else { return "a row with more values than its type has fields" }
      }
      return nil
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
