internal import Argo
internal import Documents

/// Reads a payload value by value, and gives all that can be wrong with it as ``PeerCodecError``.
struct PayloadReader {
  private var reader: ArgoMessageReader
  /// The payload: ranges are places in it.
  let bytes: [UInt8]

  /// Begins to read a response of an operation, up to its data.
  init(response payload: [UInt8]) throws(PeerCodecError) {
    try self.init(payload)
    guard !reader.header.modes.contains(.selfDescribing) else {
      throw .invalid("header", "answers follow their wire type, and don't describe themselves")
    }
    if try isNull() { throw .invalid("data", "null, in an answer without errors") }
  }

  /// Begins to read a self-describing value.
  init(selfDescribing payload: [UInt8]) throws(PeerCodecError) {
    try self.init(payload)
    guard reader.header.modes.contains(.selfDescribing) else {
      throw .invalid("header", "this payload must describe itself")
    }
  }

  private init(_ payload: [UInt8]) throws(PeerCodecError) {
    bytes = payload
    do {
      reader = try ArgoMessageReader(
        payload, limits: ArgoLimits(maximumDepth: PeerLimits.depth, maximumBlocks: 32),
        tracksBackreferences: false)
    } catch {
      throw .malformed(error)
    }
  }

  mutating func declare(_ key: String) -> ArgoBlock { reader.declare(key) }

  /// Reads the end of a response: no errors, and nothing more.
  mutating func finishResponse() throws(PeerCodecError) {
    let isAbsent: Bool
    do { isAbsent = try reader.readAbsentIfPresent() } catch { throw .malformed(error) }
    if !isAbsent, try !takeNull() {
      throw .invalid("errors", "they must come as a message of kind error")
    }
    try finish()
  }

  func finish() throws(PeerCodecError) {
    do { try reader.finish() } catch { throw .malformed(error) }
  }

  // MARK: Values

  @inline(__always)
  mutating func isNull() throws(PeerCodecError) -> Bool {
    do { return try reader.readIsNull() } catch { throw .malformed(error) }
  }

  mutating func takeNull() throws(PeerCodecError) -> Bool {
    do { return try reader.readNullIfPresent() } catch { throw .malformed(error) }
  }

  @inline(__always)
  mutating func count() throws(PeerCodecError) -> Int {
    do { return try reader.readCount() } catch { throw .malformed(error) }
  }

  @inline(__always)
  mutating func boolean() throws(PeerCodecError) -> Bool {
    do { return try reader.readBoolean() } catch { throw .malformed(error) }
  }

  @inline(__always)
  mutating func integer(_ block: ArgoBlock) throws(PeerCodecError) -> Int64 {
    do { return try reader.readVarint(from: block) } catch { throw .malformed(error) }
  }

  @inline(__always)
  mutating func range(ofUTF8 block: ArgoBlock) throws(PeerCodecError) -> Range<Int> {
    do { return try reader.readUTF8(from: block) } catch { throw .malformed(error) }
  }

  @inline(__always)
  mutating func range(ofBytes block: ArgoBlock) throws(PeerCodecError) -> Range<Int> {
    do { return try reader.readBytes(from: block) } catch { throw .malformed(error) }
  }

  mutating func bits(_ block: ArgoBlock) throws(PeerCodecError) -> UInt64 {
    do {
      let range = try reader.readFixed(8, from: block)
      return bytes[range].reduce(0) { $0 << 8 | UInt64($1) }
    } catch {
      throw .malformed(error)
    }
  }

  @inline(__always)
  mutating func desc() throws(PeerCodecError) -> ArgoDescToken {
    do { return try reader.readDesc() } catch { throw .malformed(error) }
  }

  mutating func skipDesc() throws(PeerCodecError) {
    do { try reader.skipDesc() } catch { throw .malformed(error) }
  }

  mutating func descKey() throws(PeerCodecError) -> String {
    do { return text(in: try reader.readDescKey()) } catch { throw .malformed(error) }
  }

  /// The text at a place that holds UTF-8.
  func text(in range: Range<Int>) -> String {
    String(decoding: bytes[range], as: UTF8.self)
  }

  // MARK: Shared parts

  /// Reads text of at most `limit` bytes without control characters.
  mutating func line(
    _ block: ArgoBlock, _ place: @autoclosure () -> String, limit: Int
  ) throws(PeerCodecError) -> String {
    let range = try range(ofUTF8: block)
    guard range.count <= limit else {
      throw .invalid(place(), "\(range.count) bytes are too long; \(limit) is the most")
    }
    guard bytes[range].allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
      throw .invalid(place(), "control characters")
    }
    return text(in: range)
  }

  /// Reads a knowledge.
  mutating func knowledge(
    _ block: ArgoBlock, _ place: @autoclosure () -> String
  ) throws(PeerCodecError) -> Knowledge {
    let range = try range(ofBytes: block)
    guard range.count <= PeerLimits.knowledgeEntries * KnowledgeCoding.entryLength else {
      throw .invalid(place(), "more than \(PeerLimits.knowledgeEntries) entries")
    }
    do {
      return try KnowledgeCoding.decode(bytes[range])
    } catch {
      throw .invalid(place(), error.description)
    }
  }

  /// Reads a token.
  mutating func token(_ block: ArgoBlock) throws(PeerCodecError) -> [UInt8] {
    let range = try range(ofBytes: block)
    guard range.count <= PeerLimits.token else {
      throw .invalid("lastSync", "longer than \(PeerLimits.token) bytes")
    }
    return Array(bytes[range])
  }
}
