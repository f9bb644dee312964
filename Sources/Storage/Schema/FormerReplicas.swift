import Documents

/// The incarnations before, as the record keeps them: ReplicaIDs with a space between them.
enum FormerReplicas {
  static func text(of replicas: [ReplicaID]) -> String {
    replicas.map(\.description).joined(separator: " ")
  }

  /// Nil where the text is damaged.
  static func replicas(in text: String) -> [ReplicaID]? {
    var replicas: [ReplicaID] = []
    for part in text.split(separator: " ") {
      guard let replica = ReplicaID(String(part)) else { return nil }
      replicas.append(replica)
    }
    return replicas
  }
}
