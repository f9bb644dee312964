import Documents

extension SyncToken {
  /// A token that asks for everything.
  public static func beginning(mesh: MeshID, scope: UInt64) -> SyncToken {
    SyncToken(mesh: mesh, scope: scope, kind: .fullCopy, knowledge: Knowledge(), phase: .start)
  }

  /// The first byte of every token: the version of this form.
  private static let formatVersion: UInt8 = 1

  /// The binary form (Docs/PROTOCOL.md): a version byte, mesh and scope in 8 bytes each, kind, knowledge as a varint count and
  /// 16 bytes an entry, and the phase. Numbers of 8 bytes are big-endian.
  public var bytes: [UInt8] {
    var writer = TokenWriter()
    writer.byte(Self.formatVersion)
    writer.fixed(mesh.bits)
    writer.fixed(scope)
    writer.byte(kind.rawValue)
    writer.varint(UInt64(knowledge.entries.count))
    for version in knowledge.entries {
      writer.fixed(version.replica.bits)
      writer.fixed(version.timestamp.bits)
    }
    switch phase {
    case .start:
      writer.byte(0)
    case .reading(let replica, let start, let seen, let position):
      writer.byte(3)
      writer.fixed(replica.bits)
      writer.mark(start)
      writer.mark(seen)
      writer.position(position)
    case .finished(let replica, let mark):
      writer.byte(2)
      writer.fixed(replica.bits)
      writer.mark(mark)
    }
    return writer.bytes
  }

  /// Reads the binary form.
  /// - Throws: ``SyncRefusal/badToken(_:)`` for anything that is not exactly such a form.
  public init(bytes: [UInt8]) throws(SyncRefusal) {
    var reader = TokenReader(bytes: bytes)
    guard try reader.byte() == Self.formatVersion else {
      throw .badToken("the token is of an unknown version")
    }
    mesh = MeshID(bits: try reader.fixed())
    scope = try reader.fixed()
    guard let kind = Kind(rawValue: try reader.byte()) else {
      throw .badToken("the token is of an unknown kind")
    }
    self.kind = kind
    let count = try reader.varint()
    guard count <= UInt64(bytes.count / 16) else { throw .badToken("the token is cut off") }
    var knowledge = Knowledge()
    for _ in 0..<count {
      let replica = ReplicaID(bits: try reader.fixed())
      let timestamp = Timestamp(bits: try reader.fixed())
      knowledge.raise(Version(timestamp: timestamp, replica: replica))
    }
    self.knowledge = knowledge
    switch try reader.byte() {
    case 0: phase = .start
    case 1:
      // As version 0.1.0 wrote it, without the commit of the last snapshot: such a round begins anew.
      let replica = ReplicaID(bits: try reader.fixed())
      phase = .reading(
        replica: replica, start: try reader.mark(), seen: CommitMark(sequence: .zero, nonce: 0),
        try reader.position())
    case 3:
      let replica = ReplicaID(bits: try reader.fixed())
      phase = .reading(
        replica: replica, start: try reader.mark(), seen: try reader.mark(), try reader.position())
    case 2:
      let replica = ReplicaID(bits: try reader.fixed())
      phase = .finished(replica: replica, try reader.mark())
    default: throw .badToken("the token has an unknown phase")
    }
    try reader.end()
  }
}

private struct TokenWriter {
  var bytes: [UInt8] = []

  mutating func byte(_ byte: UInt8) { bytes.append(byte) }

  mutating func varint(_ number: UInt64) { Varint.append(number, to: &bytes) }

  mutating func fixed(_ number: UInt64) {
    withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func mark(_ mark: CommitMark) {
    varint(mark.sequence.rawValue)
    fixed(mark.nonce)
  }

  mutating func id(_ id: DocumentID) {
    varint(UInt64(id.text.utf8.count))
    bytes.append(contentsOf: id.text.utf8)
  }

  mutating func position(_ position: RoundPosition) {
    switch position {
    case .documents(let type, let after):
      byte(after == nil ? 0 : 1)
      varint(UInt64(type.rawValue))
      if let after { id(after) }
    case .origins(let type, let after):
      byte(after == nil ? 2 : 3)
      varint(UInt64(type.rawValue))
      if let after {
        fixed(after.origin.bits)
        fixed(after.timestamp.bits)
        id(after.id)
      }
    case .sequence(let from, let through, let type, let after):
      byte(4)
      varint(from.rawValue)
      varint(through.rawValue)
      varint(UInt64(type.rawValue))
      varint(after.rawValue)
    }
  }
}

private struct TokenReader {
  let bytes: [UInt8]
  var offset = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func byte() throws(SyncRefusal) -> UInt8 {
    guard offset < bytes.count else { throw .badToken("the token is cut off") }
    defer { offset += 1 }
    return bytes[offset]
  }

  mutating func varint() throws(SyncRefusal) -> UInt64 {
    var position = offset
    guard let number = bytes.withUnsafeBytes({ Varint.read($0, at: &position) }) else {
      throw .badToken("the token is cut off")
    }
    offset = position
    return number
  }

  mutating func fixed() throws(SyncRefusal) -> UInt64 {
    guard bytes.count - offset >= 8 else { throw .badToken("the token is cut off") }
    defer { offset += 8 }
    return bytes.withUnsafeBytes {
      UInt64(bigEndian: $0.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
  }

  mutating func mark() throws(SyncRefusal) -> CommitMark {
    let sequence = try sequence()
    return CommitMark(sequence: sequence, nonce: try fixed())
  }

  mutating func sequence() throws(SyncRefusal) -> SequenceNumber {
    let number = try varint()
    guard number <= UInt64(Int64.max) else { throw .badToken("the token has an impossible number") }
    return SequenceNumber(rawValue: number)
  }

  mutating func type() throws(SyncRefusal) -> TypeNumber {
    let number = try varint()
    guard number < UInt64(Catalog.maximumCount) else {
      throw .badToken("the token has an impossible number")
    }
    return TypeNumber(rawValue: UInt16(number))
  }

  mutating func id() throws(SyncRefusal) -> DocumentID {
    let count = try varint()
    guard count <= UInt64(bytes.count - offset) else { throw .badToken("the token is cut off") }
    let end = offset + Int(count)
    defer { offset = end }
    guard let text = String(validating: bytes[offset..<end], as: UTF8.self),
      DocumentID.problem(with: text) == nil
    else { throw .badToken("the token has an impossible id") }
    return DocumentID(text)
  }

  mutating func position() throws(SyncRefusal) -> RoundPosition {
    switch try byte() {
    case 0: return .documents(try type(), after: nil)
    case 1: return .documents(try type(), after: try id())
    case 2: return .origins(try type(), after: nil)
    case 3:
      let type = try type()
      let origin = ReplicaID(bits: try fixed())
      let timestamp = Timestamp(bits: try fixed())
      return .origins(type, after: OriginPlace(origin: origin, timestamp: timestamp, id: try id()))
    case 4:
      return .sequence(
        from: try sequence(), through: try sequence(), try type(), after: try sequence())
    default: throw .badToken("the token has an unknown position")
    }
  }

  func end() throws(SyncRefusal) {
    guard offset == bytes.count else { throw .badToken("the token is too long") }
  }
}
