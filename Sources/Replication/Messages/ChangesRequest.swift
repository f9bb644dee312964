/// Asks a peer for changes.
public struct ChangesRequest: Sendable, Hashable {
  /// Since when: a ``SyncToken`` in bytes.
  public var token: [UInt8]
  /// The most rows a page should have; 1 or more.
  public var pageRows: Int
  /// How many pages may be sent before more credit comes.
  public var credit: Int

  /// A request of these parts.
  public init(token: [UInt8], pageRows: Int, credit: Int) {
    self.token = token
    self.pageRows = pageRows
    self.credit = credit
  }
}
