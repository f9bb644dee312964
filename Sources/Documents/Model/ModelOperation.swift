/// The groups of operations that a type can have; switched by arguments of `@model` and by `@datasync`.
public enum ModelOperation: String, Sendable, Hashable, CaseIterable {
  case get, find, create, update, delete, sync
  /// Subscriptions `new…`, `updated…`, `deleted…`.
  case subCreate, subUpdate, subDelete
}
