/// A type marked `@model`.
public struct TypeModel: Sendable, Hashable {
  /// Its name, as `Comment`.
  public var name: String
  /// Its plural, as `Comments`.
  public var plural: String
  /// What the schema says about it.
  public var description: String?
  /// Its stored fields in the order of the schema, `id` not among them.
  public var fields: [FieldModel]
  /// How its documents merge between replicas.
  public var merge: MergeGranularity
  /// What happens to a mutation that overlaps with another.
  public var conflict: ConflictStrategy
  /// Which operations it has.
  public var operations: Set<ModelOperation>

  /// A type with these parts.
  public init(
    name: String, plural: String, description: String? = nil, fields: [FieldModel],
    merge: MergeGranularity = .field, conflict: ConflictStrategy = .merge,
    operations: Set<ModelOperation> = Set(ModelOperation.allCases)
  ) {
    self.name = name
    self.plural = plural
    self.description = description
    self.fields = fields
    self.merge = merge
    self.conflict = conflict
    self.operations = operations
  }

  /// The index of the field with a name.
  public func index(ofField name: String) -> Int? {
    fields.firstIndex { UTF8Order.equal($0.name, name) }
  }
}
