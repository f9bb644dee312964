/// Which live documents of a type to find, in which order.
public struct DocumentQuery: Sendable, Hashable {
  /// The name of the type.
  public var type: String
  /// The condition; nil for all.
  public var filter: Filter?
  /// By what to order, the most significant first; the id decides between equals, and where there is no order.
  public var order: [Ordering]
  /// How many matching documents to pass over; 0 or more.
  public var offset: Int
  /// How many documents to return at most; 1 or more.
  public var limit: Int
  /// Which fields to read, by index in the type of the model.
  public var fields: [Int]
  /// Whether `_version` is wanted, for which the stamps are read.
  public var wantsVersion: Bool
  /// Whether all matching documents are counted.
  public var wantsCount: Bool

  /// A query of these parts.
  public init(
    type: String, filter: Filter? = nil, order: [Ordering] = [], offset: Int = 0, limit: Int,
    fields: [Int], wantsVersion: Bool = false, wantsCount: Bool = false
  ) {
    self.type = type
    self.filter = filter
    self.order = order
    self.offset = offset
    self.limit = limit
    self.fields = fields
    self.wantsVersion = wantsVersion
    self.wantsCount = wantsCount
  }

  /// One criterion of an order; null comes before everything.
  public struct Ordering: Sendable, Hashable {
    /// What is compared.
    public var field: FilterField
    /// Whether the greatest comes first.
    public var isDescending: Bool

    /// Orders by a field.
    public init(_ field: FilterField, isDescending: Bool = false) {
      self.field = field
      self.isDescending = isDescending
    }
  }
}

/// What was found: a batch whose rows have the values of the asked-for fields, in the order asked for.
public struct DocumentQueryResult: Sendable, Hashable {
  /// The documents.
  public var rows: ChangeBatch
  /// How many documents match in all, if that was asked for.
  public var count: Int?

  /// A result of these parts.
  public init(rows: ChangeBatch, count: Int?) {
    self.rows = rows
    self.count = count
  }
}

/// Which live documents to find for each of several others: those that refer to them, or that they refer to.
public struct RelatedQuery: Sendable, Hashable {
  /// What to find for each key; offset and limit hold for each by itself, nothing is counted.
  public var documents: DocumentQuery
  /// What of the found documents equals a key: their id, or a field.
  public var field: FilterField
  /// The keys, each once.
  public var keys: [String]
  /// How many documents to find at most for all keys together; 0 or more.
  public var total: Int

  /// A query of these parts.
  public init(_ documents: DocumentQuery, by field: FilterField, keys: [String], total: Int) {
    self.documents = documents
    self.field = field
    self.keys = keys
    self.total = total
  }
}

/// What was found for several documents.
public struct RelatedDocuments: Sendable, Hashable {
  /// All that was found, key by key, as for one query each.
  public var rows: ChangeBatch
  /// Which rows belong to a key, by its place.
  public var ranges: [Range<Int>]

  /// A result of these parts.
  public init(rows: ChangeBatch, ranges: [Range<Int>]) {
    self.rows = rows
    self.ranges = ranges
  }
}
