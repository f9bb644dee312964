import Documents

/// Knowledge as it is kept: 16 bytes an entry, the replica and the timestamp, both big-endian.
enum KnowledgeBlob {
  static func bytes(of knowledge: Knowledge) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(knowledge.entries.count * 16)
    for version in knowledge.entries {
      withUnsafeBytes(of: version.replica.bits.bigEndian) { bytes.append(contentsOf: $0) }
      withUnsafeBytes(of: version.timestamp.bits.bigEndian) { bytes.append(contentsOf: $0) }
    }
    return bytes
  }

  /// Nil where the length is no multiple of 16.
  static func knowledge(from bytes: UnsafeRawBufferPointer) -> Knowledge? {
    guard bytes.count % 16 == 0 else { return nil }
    var knowledge = Knowledge()
    for start in stride(from: 0, to: bytes.count, by: 16) {
      func number(_ offset: Int) -> UInt64 {
        UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: start + offset, as: UInt64.self))
      }
      knowledge.raise(
        Version(
          timestamp: Timestamp(bits: number(8)), replica: ReplicaID(bits: number(0))))
    }
    return knowledge
  }
}
