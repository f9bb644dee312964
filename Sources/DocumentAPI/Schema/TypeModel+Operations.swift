import Documents

extension TypeModel {
  /// Whether several documents can be changed by a filter, which must exist, too.
  var hasUpdateMany: Bool { operations.contains(.update) && hasFilter && !fields.isEmpty }
  /// Whether several documents can be deleted by a filter.
  var hasDeleteMany: Bool { operations.contains(.delete) && hasFilter }
  /// Whether rows can be pushed.
  var hasPush: Bool { !operations.isDisjoint(with: [.create, .update, .delete]) }

  private var hasFilter: Bool { !operations.isDisjoint(with: [.find, .sync]) }
}
