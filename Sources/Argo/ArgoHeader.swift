/// What a message begins with: its modes, and the application's own flags if there are any.
public struct ArgoHeader: Hashable, Sendable {
  /// The modes; ``ArgoModes/hasUserFlags`` is in it exactly when ``userFlags`` is not nil.
  public let modes: ArgoModes
  /// Flags without a meaning to Argo, at most 63 bits.
  public let userFlags: UInt64?

  /// Makes a header. Only the lower 63 bits of the flags can be sent.
  public init(_ modes: ArgoModes = [], userFlags: UInt64? = nil) {
    self.modes = userFlags == nil ? modes.subtracting(.hasUserFlags) : modes.union(.hasUserFlags)
    self.userFlags = userFlags.map { $0 & ArgoBitSet.mask }
  }

  /// What a response over HTTP uses: errors as GraphQL gives them, in the `errors` array.
  public static let response = ArgoHeader([.outOfBandFieldErrors, .selfDescribingErrors])

  /// Appends the bytes of the header.
  func append(to bytes: inout [UInt8]) {
    ArgoBitSet.append(modes.rawValue, to: &bytes)
    if let userFlags { ArgoBitSet.append(userFlags, to: &bytes) }
  }

  /// Reads a header and moves the position behind it.
  ///
  /// - Throws: ``ArgoDecodingError/truncated(offset:)``, ``ArgoDecodingError/integerOutOfRange(offset:)``
  ///   if a bit set is longer than 63 bits, ``ArgoDecodingError/unknownModes(_:)``.
  init(reading bytes: [UInt8], at position: inout Int) throws(ArgoDecodingError) {
    let modes = ArgoModes(rawValue: try ArgoBitSet.read(bytes, at: &position))
    let unknown = modes.subtracting(.all)
    guard unknown.isEmpty else { throw .unknownModes(unknown.rawValue) }
    let flags = modes.contains(.hasUserFlags) ? try ArgoBitSet.read(bytes, at: &position) : nil
    self.init(modes, userFlags: flags)
  }
}
