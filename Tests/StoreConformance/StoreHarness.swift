public import Documents
public import Replication

/// How the conformance tests get stores of one kind.
public protocol StoreHarness {
  /// The kind of store.
  associatedtype Store: ReplicaStore

  /// A new, empty store with a model.
  func open(_ model: Model) throws -> Store

  /// Closes a store and opens it again, with another model perhaps.
  func reopen(_ store: Store, _ model: Model) throws -> Store
}
