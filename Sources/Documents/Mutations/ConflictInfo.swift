/// The two sides of an overlap: `extensions.conflictInfo`.
public struct ConflictInfo: Sendable, Hashable {
  /// The document as the node has it.
  public var serverState: DocumentView
  /// The document as the client sent it, as far as it did: fields that it left out are nil.
  public var clientState: DocumentView

  /// An overlap of these two.
  public init(serverState: DocumentView, clientState: DocumentView) {
    self.serverState = serverState
    self.clientState = clientState
  }
}
