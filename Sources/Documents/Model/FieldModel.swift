/// A stored field of a type.
public struct FieldModel: Sendable, Hashable {
  /// Its name.
  public var name: String
  /// What the schema says about it.
  public var description: String?
  /// Its scalar or enum, or list of these.
  public var type: FieldType
  /// Whether the schema says `!`: a create must give it, and it can't be set to null.
  public var isRequired: Bool
  /// What a create without it stores.
  public var defaultValue: Value?
  /// Whether the store keeps an index for filters and order.
  public var isIndexed: Bool
  /// The relation whose key this field is; nil for a plain field.
  public var relation: RelationModel?

  /// A field with these parts.
  public init(
    name: String, description: String? = nil, type: FieldType, isRequired: Bool = false,
    defaultValue: Value? = nil, isIndexed: Bool = false, relation: RelationModel? = nil
  ) {
    self.name = name
    self.description = description
    self.type = type
    self.isRequired = isRequired
    self.defaultValue = defaultValue
    self.isIndexed = isIndexed
    self.relation = relation
  }
}
