/// What a node takes from a peer at most, beside the limits of links. What exceeds them ends the link.
public enum PeerLimits {
  /// The longest name or software version of a node, in bytes; longer ones are cut when sent.
  public static let nodeName = 255
  /// The longest name of a type or field, and the longest notation of a field's type, in bytes.
  public static let catalogName = 255
  /// The most entries of a knowledge.
  public static let knowledgeEntries = 16_384
  /// The longest token, in bytes: room for the knowledge in it, and a position.
  public static let token = knowledgeEntries * 16 + 1_024
  /// The most links that a node announces.
  public static let links = 16_384
  /// The most rows that a page may be asked to have.
  public static let pageRows = 1_000_000
  /// The most pages that one message may allow.
  public static let credit = 1_000_000
  /// The deepest nesting of lists in a value.
  public static let depth = 32
  /// The longest text of an error, in bytes; longer ones are cut when sent.
  public static let errorText = 1_024
}
