/// The modes of a message: the flags of its header.
///
/// The bit numbers are those of Argo 1.2, "Header"; bits beyond ``all`` have no meaning yet, and a reader refuses them.
public struct ArgoModes: OptionSet, Hashable, Sendable {
  /// The flags as an integer; bit 0 is ``inlineEverything``.
  public let rawValue: UInt64

  /// Makes modes from their bits.
  public init(rawValue: UInt64) {
    self.rawValue = rawValue
  }

  /// Scalars stand in the core where they are used; there are no blocks and no length of the core.
  public static let inlineEverything = ArgoModes(rawValue: 1 << 0)
  /// The core is one self-describing value, whatever the wire type says.
  public static let selfDescribing = ArgoModes(rawValue: 1 << 1)
  /// Field errors stand in the `errors` array of the response, never at the place of the field.
  public static let outOfBandFieldErrors = ArgoModes(rawValue: 1 << 2)
  /// Each error is a self-describing value instead of an error record.
  public static let selfDescribingErrors = ArgoModes(rawValue: 1 << 3)
  /// A zero byte, which no length counts, follows each string.
  public static let nullTerminatedStrings = ArgoModes(rawValue: 1 << 4)
  /// The writer promises not to use backreferences.
  public static let noDeduplication = ArgoModes(rawValue: 1 << 5)
  /// A second bit set, of the application's own flags, follows the first. Set by the header itself.
  public static let hasUserFlags = ArgoModes(rawValue: 1 << 6)

  /// All modes that Argo 1.2 defines.
  public static let all = ArgoModes(rawValue: 0x7f)
}
