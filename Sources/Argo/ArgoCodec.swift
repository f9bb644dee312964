/// Encodes and decodes whole messages of one wire type.
///
/// Made once for an operation and used for all its responses, from any thread.
public struct ArgoCodec: Sendable {
  /// The type of the messages.
  public let type: WireType
  let plan: WirePlan

  /// Prepares a codec.
  ///
  /// - Throws: ``WireTypeError/malformed(_:)`` if the type has a scalar outside of a block, or something else than a
  ///   scalar in one; ``WireTypeError/tooDeep``.
  public init(_ type: WireType) throws(WireTypeError) {
    self.type = type
    plan = try WirePlan(type)
  }

  /// Encodes a value as a message.
  ///
  /// Members of an object that the type doesn't have are left out, except in self-describing values. A whole number
  /// stands for a floating-point number, and the other way round where nothing is lost.
  ///
  /// - Parameters:
  ///   - value: a value of the type.
  ///   - header: the modes.
  ///   - deduplicates: whether repeated strings become backreferences where the type allows it; by default unless the
  ///     header says ``ArgoModes/noDeduplication``.
  public func encode(
    _ value: ArgoValue, header: ArgoHeader = .response, deduplicates: Bool? = nil,
    limits: ArgoLimits = .standard
  ) throws(ArgoEncodingError) -> [UInt8] {
    var encoder = ValueEncoder(
      plan: plan, header: header, deduplicates: deduplicates, limits: limits)
    if header.modes.contains(.selfDescribing) {
      try encoder.encodeDesc(value, depth: limits.maximumDepth)
    } else {
      try encoder.encode(value, as: plan.root)
    }
    return encoder.writer.finish()
  }

  /// Decodes a message, whatever modes its header says.
  public func decode(
    _ bytes: [UInt8], limits: ArgoLimits = .standard
  ) throws(ArgoDecodingError) -> ArgoValue {
    var decoder = try ValueDecoder(plan: plan, bytes: bytes, limits: limits)
    let value =
      decoder.reader.header.modes.contains(.selfDescribing)
      ? try decoder.decodeDesc(depth: limits.maximumDepth) : try decoder.decode(plan.root)
    try decoder.reader.finish()
    return value
  }
}

extension ArgoValue {
  /// A message that is one self-describing value, and needs no wire type to be read.
  ///
  /// - Parameter modes: further modes; ``ArgoModes/inlineEverything`` makes small messages smallest.
  public func selfDescribingMessage(
    modes: ArgoModes = .inlineEverything, limits: ArgoLimits = .standard
  ) throws(ArgoEncodingError) -> [UInt8] {
    try Self.selfDescribing.encode(
      self, header: ArgoHeader(modes.union(.selfDescribing)), limits: limits)
  }

  /// Reads a message that is one self-describing value.
  public init(
    selfDescribingMessage bytes: [UInt8], limits: ArgoLimits = .standard
  ) throws(ArgoDecodingError) {
    self = try Self.selfDescribing.decode(bytes, limits: limits)
  }

  private static let selfDescribing: ArgoCodec = {
    do {
      return try ArgoCodec(.desc)
    } catch {
      preconditionFailure("the type of self-describing values is well-formed")
    }
  }()
}
