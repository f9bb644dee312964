/// A value that was lost between replicas (DESIGN section 6).
public struct ConflictRecord: Sendable, Hashable {
  /// The fields of the built-in type.
  static let fields = [
    FieldModel(name: "type", type: FieldType(.string)),
    FieldModel(name: "document", type: FieldType(.id)),
    FieldModel(name: "field", type: FieldType(.string)),
  ]
}
