/// What is selected from a value of a composite type: for each object type that it can have, the
/// fields of it.
public final class SelectionPlan: Sendable {
  /// A number that no other selection of the operation has, counted from 0 without gaps.
  public let id: Int
  /// The name of the composite type.
  public let typeName: String
  /// A plan for each object type that a value can have, in the order of the schema.
  public let objects: [ObjectPlan]

  init(id: Int, typeName: String, objects: [ObjectPlan]) {
    self.id = id
    self.typeName = typeName
    self.objects = objects
  }

  /// The plan for objects of a type, if a value can be one.
  public func object(named name: String) -> ObjectPlan? {
    objects.first { $0.type.name == name }
  }
}
