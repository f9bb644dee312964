/// Whether documents merge field by field, or win and lose as a whole (`@datasync(merge:)`).
public enum MergeGranularity: String, Sendable, Hashable, CaseIterable {
  /// Each field has a stamp of its own.
  case field = "FIELD"
  /// The document has one stamp for everything, unknown fields included.
  case document = "DOCUMENT"
}
