public import Documents

/// What a client's sync query is about.
public struct SyncScope: Sendable, Hashable {
  /// The type, by the node's catalogue.
  public var type: TypeNumber
  /// Binds tokens to the type's name and the filter: the same on all nodes for the same query.
  public var fingerprint: UInt64
  /// Which documents.
  public var filter: Filter?
  /// Whether documents that don't match come as left.
  public var marksLeft: Bool
  /// Which fields to read, by index in the type of the model.
  public var fields: [Int]

  /// The fingerprint of a query at a node that replicates `scope`: what it gives is the same at every node that holds the same
  /// documents of the type, and at no other.
  ///
  /// - Parameter filter: the condition of the query; nil for all documents of the type.
  public static func fingerprint(
    of filter: Filter?, type: TypeModel, in scope: ReplicationScope
  ) -> UInt64 {
    let query = Filter.fingerprint(filter, type: type)
    return scope.filter(ofTypeNamed: type.name).map { query ^ $0.fingerprint } ?? query
  }

  /// A scope of these parts.
  public init(
    type: TypeNumber, fingerprint: UInt64, filter: Filter?, marksLeft: Bool, fields: [Int]
  ) {
    self.type = type
    self.fingerprint = fingerprint
    self.filter = filter
    self.marksLeft = marksLeft
    self.fields = fields
  }
}
