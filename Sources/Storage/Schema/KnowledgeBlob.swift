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

  /// Replicas in order, 8 bytes each.
  static func bytes(ofReplicas replicas: [ReplicaID]) -> [UInt8] {
    replicas.flatMap { replica in withUnsafeBytes(of: replica.bits.bigEndian) { Array($0) } }
  }

  /// Nil where the length is no multiple of 8.
  static func replicas(from bytes: UnsafeRawBufferPointer) -> [ReplicaID]? {
    guard bytes.count % 8 == 0 else { return nil }
    return stride(from: 0, to: bytes.count, by: 8).map {
      ReplicaID(
        bits: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: $0, as: UInt64.self)))
    }
  }

  /// A number for each of some replicas: 16 bytes an entry, in order of the replicas.
  static func bytes(of numbers: [ReplicaID: Int64]) -> [UInt8] {
    bytes(
      of: Knowledge(
        numbers.lazy.map {
          Version(timestamp: Timestamp(bits: UInt64(bitPattern: $0.value)), replica: $0.key)
        }))
  }

  /// Nil where the length is no multiple of 16.
  static func numbers(from bytes: UnsafeRawBufferPointer) -> [ReplicaID: Int64]? {
    knowledge(from: bytes).map { knowledge in
      Dictionary(
        uniqueKeysWithValues: knowledge.entries.map {
          ($0.replica, Int64(bitPattern: $0.timestamp.bits))
        })
    }
  }
}
