/// The binary form of ``Knowledge``, in tokens, on the wire and in stores: 16 bytes an entry, in ascending order of replica, the
/// replica in 8 bytes big-endian and then the timestamp in 8 bytes big-endian. Equal knowledge has equal bytes.
///
/// Its text form, base64url of that, is `_version` at the API.
public enum KnowledgeCoding {
  /// The length of an entry in bytes.
  public static let entryLength = 16

  /// The binary form.
  public static func encode(_ knowledge: Knowledge) -> [UInt8] {
    var bytes: [UInt8] = []
    append(knowledge, to: &bytes)
    return bytes
  }

  /// Appends the binary form.
  public static func append(_ knowledge: Knowledge, to bytes: inout [UInt8]) {
    bytes.reserveCapacity(bytes.count + knowledge.entries.count * entryLength)
    for version in knowledge.entries {
      withUnsafeBytes(of: version.replica.bits.bigEndian) { bytes.append(contentsOf: $0) }
      withUnsafeBytes(of: version.timestamp.bits.bigEndian) { bytes.append(contentsOf: $0) }
    }
  }

  /// Reads the binary form, all of `bytes`.
  public static func decode(
    _ bytes: some Collection<UInt8>
  ) throws(KnowledgeCodingError) -> Knowledge {
    guard bytes.count.isMultiple(of: entryLength) else {
      throw .length(bytes.count)
    }
    var knowledge = Knowledge()
    var previous: ReplicaID?
    var index = bytes.startIndex
    while index < bytes.endIndex {
      let replica = ReplicaID(bits: number(bytes, at: &index))
      let timestamp = Timestamp(bits: number(bytes, at: &index))
      if let previous, previous >= replica { throw .order(replica) }
      guard timestamp > .zero else { throw .zero(replica) }
      knowledge.raise(Version(timestamp: timestamp, replica: replica))
      previous = replica
    }
    return knowledge
  }

  /// The text form: `_version` at the API.
  public static func text(of knowledge: Knowledge) -> String {
    Base64URL.encode(encode(knowledge))
  }

  /// Reads the text form.
  public static func read(text: String) throws(KnowledgeCodingError) -> Knowledge {
    guard let bytes = Base64URL.decode(text) else { throw .text }
    return try decode(bytes)
  }

  private static func number<Bytes: Collection<UInt8>>(
    _ bytes: Bytes, at index: inout Bytes.Index
  ) -> UInt64 {
    var number: UInt64 = 0
    for _ in 0..<8 {
      number = number << 8 | UInt64(bytes[index])
      bytes.formIndex(after: &index)
    }
    return number
  }
}
