import Documents

@testable import PeerWire

/// Replicas, a type and knowledge that several targets use.
enum Samples {
  static let replicas = [1, 0x0123_4567_89ab_cdef, 0xffff_ffff_ffff_fff0].map(ReplicaID.init(bits:))

  static func version(_ replica: Int, _ milliseconds: Int64) -> Version {
    Version(
      timestamp: Timestamp(milliseconds: milliseconds, counter: 1), replica: replicas[replica])
  }

  static let someKnowledge = Knowledge([
    version(0, 1_790_000_000_000), version(2, 1_790_000_000_500),
  ])

  static let catalogType = CatalogType(
    name: "T", merge: .field,
    fields: [
      CatalogField(name: "text", type: "String"), CatalogField(name: "number", type: "Int"),
      CatalogField(name: "list", type: "[String]"),
    ])

  static let typeModel = TypeModel(
    name: "T", plural: "Ts",
    fields: [
      FieldModel(name: "text", type: FieldType(.string), defaultValue: .string("d")),
      FieldModel(name: "number", type: FieldType(.int)),
      FieldModel(name: "list", type: FieldType(.string, isList: true)),
    ])

  /// A message of a link as it stands within frames.
  static func bytes(of message: LinkMessage) -> [UInt8] {
    [message.kind.rawValue] + varint(message.id) + varint(UInt64(message.payload.count))
      + message.payload
  }

  /// The messages in what stands within frames, which arrive in pieces of some size, up to what is wrong.
  static func messages(
    in bytes: [UInt8], pieces: Int = .max
  ) -> (messages: [LinkMessage], error: LinkError?) {
    var decoder = MessageDecoder(maximumPayload: 4_096)
    var messages: [LinkMessage] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      let piece = Array(rest.prefix(pieces))
      rest = rest.dropFirst(pieces)
      var result: Result<Void, LinkError> = .success(())
      piece.withUnsafeBytes { piece in
        result = Result { () throws(LinkError) in try decoder.append(piece, to: &messages) }
      }
      if case .failure(let error) = result { return (messages, error) }
    }
    return (messages, nil)
  }
}
