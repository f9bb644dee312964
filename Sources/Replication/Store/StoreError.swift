/// Why a store could not do what it was asked for. The transaction at hand is undone.
public struct StoreError: Error, Sendable, Hashable {
  /// The kinds of trouble that callers tell apart.
  public enum Kind: Sendable, Hashable {
    /// No space is left on the disk.
    case full
    /// The disk or the file system failed.
    case inputOutput
    /// Somebody else holds the file.
    case locked
    /// The file is damaged, or not one of ours.
    case corrupt
    /// The file was written by another, incompatible version.
    case otherVersion
    /// This one row can't be stored; others can.
    case rejected
    /// Reading took longer than whoever asked was ready to wait.
    case interrupted
  }

  /// What kind of trouble.
  public let kind: Kind
  /// What went wrong, where, and what to do.
  public let message: String

  /// An error of a kind.
  public init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }
}
