/// The types of documents that every node has beside those of its schema: replicated like any other, and shown by the operator's
/// API instead of the users'. No schema can have types of these names, as they begin with an underscore.
public enum BuiltInType: String, Sendable, Hashable, CaseIterable {
  /// The roster of the mesh: a document for each incarnation of each member (DESIGN section 7).
  case member = "_Member"
  /// The log of conflicts between replicas: a document for each value that was lost (DESIGN section 6).
  case conflict = "_Conflict"

  /// The built-in type of a name; nil for a user's.
  public init?(named name: String) {
    guard name.utf8.first == UInt8(ascii: "_") else { return nil }
    self.init(rawValue: name)
  }

  /// The type as a schema would have it.
  public var model: TypeModel {
    TypeModel(name: rawValue, plural: rawValue + "s", fields: fields)
  }

  private var fields: [FieldModel] {
    switch self {
    case .member: MemberEntry.fields
    case .conflict: ConflictRecord.fields
    }
  }
}

extension Model {
  /// The model with the built-in types behind its own; as it is where it has them.
  public var withBuiltIns: Model {
    let missing = BuiltInType.allCases.filter { index(ofType: $0.rawValue) == nil }
    return Model(types: types + missing.map(\.model))
  }
}
