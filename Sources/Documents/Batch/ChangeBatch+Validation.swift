extension ChangeBatch {
  /// Whether a row from outside can be kept as it is: a good id in UTF-8, stamps in their one form whose replicas are in the table and of
  /// which at least one is there, values that can be read and of which each has a stamp, and `updatedAt` as the stamps say.
  /// Looks at the bytes in place; what it accepts has a ``state(of:)``.
  public func isWellFormed(_ row: Row) -> Bool { wellFormedSlotCount(of: row) != nil }

  /// How many slots a well-formed row has, those of values beyond the stamped ones included; nil if it is not
  /// ``isWellFormed(_:)``.
  public func wellFormedSlotCount(of row: Row) -> Int? {
    bytes.withUnsafeBytes { bytes in
      let id = UnsafeRawBufferPointer(rebasing: bytes[row.id])
      guard !id.isEmpty, id.count <= DocumentID.maximumLength, !id.contains(0),
        PackedValues.isUTF8(id), let head = head(of: row)
      else { return nil }
      guard head.updatedAt == row.updatedAt,
        let end = stampedEnd(UnsafeRawBufferPointer(rebasing: bytes[row.values]), head)
      else { return nil }
      return max(head.slotCount, end)
    }
  }

  /// What the stamps of a row say.
  private struct Head {
    var updatedAt: Int64
    var slotCount: Int
    /// Nil where all slots have a stamp.
    var stamps: Stamps?
  }

  private func head(of row: Row) -> Head? {
    let single: Head? = bytes.withUnsafeBytes { bytes in
      let bytes = UnsafeRawBufferPointer(rebasing: bytes[row.stamps])
      // One group, nothing seen, all slots: what most rows have.
      guard bytes.first == 1 else { return nil }
      var position = 1
      guard let (replica, timestamp) = StampsCoding.numbered(bytes, at: &position),
        replica < replicas.count, Varint.read(bytes, at: &position) == 0,
        let slots = Varint.read(bytes, at: &position), slots & 1 == 1,
        slots >> 1 >= Slot.firstField, slots >> 1 <= StampsCoding.maximumCount,
        position == bytes.count
      else { return nil }
      return Head(updatedAt: timestamp.milliseconds, slotCount: Int(slots >> 1), stamps: nil)
    }
    if let single { return single }
    guard let stamps = stamps(of: row), !stamps.groups.isEmpty else { return nil }
    return Head(
      updatedAt: stamps.greatestVersion.timestamp.milliseconds, slotCount: stamps.slotCount,
      stamps: stamps)
  }

  /// The slot behind the last value; nil where a value can't be read, or has no stamp.
  private func stampedEnd(_ values: UnsafeRawBufferPointer, _ head: Head) -> Int? {
    var position = 0
    var slot = Slot.firstField
    while position < values.count {
      let isAbsent = values[position] == PackedValues.absent
      guard slot < StampsCoding.maximumCount, PackedValues.skip(values, at: &position) else {
        return nil
      }
      if !isAbsent {
        guard slot < head.slotCount else { return nil }
        if let stamps = head.stamps, stamps.group(of: Slot(index: slot)) == nil { return nil }
      }
      slot += 1
    }
    return slot
  }
}

extension ChangeBatch {
  /// Calls `body` with the version of each group of a row's stamps: the number of the replica in ``replicas``, and the timestamp.
  /// For rows that are ``isWellFormed(_:)``.
  public func forEachVersion(of row: Row, _ body: (_ replica: Int, _ timestamp: Timestamp) -> Void)
  {
    bytes.withUnsafeBytes {
      _ = StampsCoding.forEachVersion(UnsafeRawBufferPointer(rebasing: $0[row.stamps]), body)
    }
  }
}
