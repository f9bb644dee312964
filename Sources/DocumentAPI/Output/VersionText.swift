import Documents
import GraphQL

/// Writes the `_version` of a row: the text form of the highest version of each replica in its stamps.
enum VersionText {
  /// Hands the text to a sink; most documents were last written by one replica only, which takes no memory.
  ///
  /// - Parameters:
  ///   - stamps: the bytes of the row's stamps; what is malformed ends them.
  ///   - replicas: the batch's table.
  static func write(
    stamps: UnsafeRawBufferPointer, replicas: [ReplicaID], to sink: inout some CellSink
  ) {
    var first: Version?
    var isOne = true
    _ = StampsCoding.forEachVersion(stamps) { replica, timestamp in
      guard replica < replicas.count else { return }
      if let other = first {
        if other.replica != replicas[replica] {
          isOne = false
        } else if timestamp > other.timestamp {
          first = Version(timestamp: timestamp, replica: other.replica)
        }
      } else {
        first = Version(timestamp: timestamp, replica: replicas[replica])
      }
    }
    if isOne, let first {
      write(first, to: &sink)
    } else {
      sink.string(KnowledgeCoding.text(of: versions(stamps, replicas)))
    }
  }

  private static func versions(
    _ stamps: UnsafeRawBufferPointer, _ replicas: [ReplicaID]
  ) -> Knowledge {
    var version = Knowledge()
    _ = StampsCoding.forEachVersion(stamps) { replica, timestamp in
      if replica < replicas.count {
        version.raise(Version(timestamp: timestamp, replica: replicas[replica]))
      }
    }
    return version
  }

  /// The 22 characters of base64url for 16 bytes: the replica, then the timestamp, both big-endian.
  private static func write(_ version: Version, to sink: inout some CellSink) {
    let high = version.replica.bits
    let low = version.timestamp.bits
    withUnsafeTemporaryAllocation(byteCount: 22, alignment: 1) { text in
      for index in 0..<22 {
        // The six bits from bit 6 * index on, of the 128 and four zeros behind them.
        let end = 6 * index + 6
        let bits: UInt64 =
          if end <= 64 {
            high >> UInt64(64 - end)
          } else if end - 6 < 64 {
            high << UInt64(end - 64) | low >> UInt64(128 - end)
          } else if end <= 128 {
            low >> UInt64(128 - end)
          } else {
            low << UInt64(end - 128)
          }
        text[index] = alphabet.utf8Start[Int(bits & 0x3F)]
      }
      sink.utf8(UnsafeRawBufferPointer(text))
    }
  }

  private static let alphabet: StaticString =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
}
