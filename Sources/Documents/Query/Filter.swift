/// A condition on one document, or on those that it is related to. Two-valued: a comparison by order or text with null is false,
/// `eq` null is "is null", `ne` is the negation of `eq`, and `not` negates.
public indirect enum Filter: Sendable, Hashable {
  /// A field compared with a value. ``FilterOperator/contains`` on a list field asks for an element.
  case compare(FilterField, FilterOperator, Value)
  /// The field equals one of the values.
  case isIn(FilterField, [Value])
  /// The field is at least the first and at most the second.
  case between(FilterField, Value, Value)
  /// All hold; true if there are none.
  case all([Filter])
  /// Any holds; false if there are none.
  case any([Filter])
  /// The condition does not hold.
  case not(Filter)
  /// A live document to which the relation leads matches. A condition on its type; can't be judged on one document alone, see
  /// ``crossesRelations``.
  case related(FilterRelation, Filter)
}

/// What can be compared.
public enum FilterField: Sendable, Hashable {
  case id
  /// Milliseconds, as an integer.
  case createdAt
  /// Milliseconds, as an integer.
  case updatedAt
  /// By index in the type of the model.
  case field(Int)
}

/// How a field is compared with a value.
public enum FilterOperator: String, Sendable, Hashable, CaseIterable {
  case eq, ne, lt, le, gt, ge, contains, startsWith, endsWith
}
