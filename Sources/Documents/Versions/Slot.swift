/// What a stamp of a document belongs to: one of the two pseudo-fields, or a field by its number in the catalogue.
public struct Slot: Sendable, Hashable {
  /// 0 is `_createdAt`, 1 is `_deleted`, 2 and up are the fields.
  public let index: Int

  /// The slot at `index`.
  public init(index: Int) {
    self.index = index
  }

  /// When the document was created; stamped by creates only.
  public static let createdAt = Slot(index: 0)
  /// Whether the document is deleted; stamped by every write.
  public static let deleted = Slot(index: 1)

  /// The slot of a field.
  public static func field(_ field: FieldNumber) -> Slot {
    Slot(index: firstField + Int(field.rawValue))
  }

  /// The index of the slot of field number 0.
  public static let firstField = 2
}
