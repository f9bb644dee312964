/// How much a request may ask for (DESIGN section 14); whatever exceeds one is answered with `LIMIT_EXCEEDED`.
public struct DocumentLimits: Sendable, Hashable {
  /// The most documents of a page of `find` or `sync`; also how many come where the request does not say.
  public var page = 1_000
  /// The most documents that one field of a query reads over all its relations.
  public var related = 50_000
  /// The most conditions of a filter: comparisons, `and`, `or`, `not`.
  public var filterNodes = 64
  /// The most values of `in`.
  public var inValues = 500
  /// The most criteria of an order.
  public var orderings = 16
  /// The most rows of one push, and the most documents that one mutation with a filter changes.
  public var rows = 1_000
  /// The most bytes of a row's key.
  public var keyBytes = 128
  /// The most bytes of the values that one mutation writes.
  public var documentBytes = 1 << 20
  /// The most bytes of a `lastSync`.
  public var lastSyncBytes = 64 << 10

  /// The limits of section 14.
  public init() {}
}
