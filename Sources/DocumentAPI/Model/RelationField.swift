import GraphQL

/// A field that leads from the documents of a type to others.
struct RelationField: Sendable, Hashable {
  /// Which documents it leads to.
  enum Kind: Sendable, Hashable {
    /// The one whose id stands in a field of the own type, by its index.
    case one(key: Int)
    /// All in which a field of the target, by its index, has the own id.
    case many(key: Int)
    /// The first by id of those in which a field of the target has the own id: the other side of a one-to-one relation.
    case back(key: Int)
  }

  /// Its name.
  var name: String
  /// What the schema says about it.
  var description: String?
  /// Why it should not be used any more.
  var deprecationReason: String?
  /// The index in the model of the type that it leads to.
  var target: Int
  /// Which documents.
  var kind: Kind
}

/// A relation while the model is read: types and keys have names, as not all of them are known yet.
struct ParsedRelation {
  enum Side {
    case one, many, back
  }

  var name: String
  var description: String?
  var deprecationReason: String?
  var target: String
  /// The field with the ids: of the type itself for ``Side/one``, else of the target.
  var key: String
  var side: Side
  /// Where it is named, or the relation of which it is the other side.
  var location: Location
}
