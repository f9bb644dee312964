/// The whole state of one document, live or deleted: what replicas exchange and merge.
public struct DocumentState: Sendable, Hashable {
  /// Unique within its type.
  public var id: DocumentID
  /// When the document was created: the value of the pseudo-field `_createdAt`.
  public var createdAt: Timestamp
  /// Whether the document is deleted: the value of the pseudo-field `_deleted`. A deleted document keeps its values.
  public var isDeleted: Bool
  /// By field number; nil where nobody ever wrote the field. No nil at the end.
  public var values: [Value?]
  /// Who wrote what when.
  public var stamps: Stamps

  /// A state of these parts.
  public init(
    id: DocumentID, createdAt: Timestamp, isDeleted: Bool, values: [Value?], stamps: Stamps
  ) {
    self.id = id
    self.createdAt = createdAt
    self.isDeleted = isDeleted
    self.values = values
    self.stamps = stamps
    while let last = self.values.last, last == nil { self.values.removeLast() }
  }

  /// The value of a field; nil where nobody ever wrote it.
  public subscript(field: FieldNumber) -> Value? {
    Int(field.rawValue) < values.count ? values[Int(field.rawValue)] : nil
  }

  /// The milliseconds of the greatest version.
  public var updatedAt: Int64 { stamps.greatestVersion.timestamp.milliseconds }
}

extension DocumentState {
  /// The state without what its holder has merged since its writes (``Stamp/merged``): by it nodes are compared, and equal content
  /// is told from a fault.
  public var withoutMerged: DocumentState {
    guard stamps.groups.contains(where: { !$0.merged.isEmpty }) else { return self }
    var result = self
    result.stamps = Stamps(
      slots: (0..<stamps.slotCount).map { stamps[Slot(index: $0)]?.withoutMerged })
    return result
  }
}
