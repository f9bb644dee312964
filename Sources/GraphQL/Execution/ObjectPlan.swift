/// The fields that are selected from objects of one type.
public final class ObjectPlan: Sendable {
  /// A number that no other object plan of the operation has, counted from 0 without gaps.
  public let id: Int
  /// The type.
  public let type: ObjectType
  /// The fields in the order of the response; those that depend on variables too.
  public let fields: [PlannedField]
  /// Whether some of the fields depend on variables.
  public let isConditional: Bool
  /// Whether variables change not only which fields come, but also their order, because the first
  /// of several selections of one field can be left out.
  let hasVariableOrder: Bool

  init(id: Int, type: ObjectType, fields: [PlannedField]) {
    self.id = id
    self.type = type
    self.fields = fields
    isConditional = fields.contains(where: \.isConditional)
    hasVariableOrder = fields.contains {
      $0.occurrences.count > 1 && $0.occurrences[0].condition >= 0
    }
  }
}
