/// An entry of the roster: one incarnation of a member (DESIGN section 7). Its document's id is the ReplicaID in hexadecimal digits.
public struct MemberEntry: Sendable, Hashable {
  /// Whether a member takes part. Goes from `active` to `evicted` or `retired`, and from these to `closed`.
  public enum State: String, Sendable, Hashable, CaseIterable {
    /// It takes part: what it does not know yet is kept for it.
    case active = "ACTIVE"
    /// It was away for too long, or was sent away: nothing is taken from it until it has started over.
    case evicted = "EVICTED"
    /// Its node goes on under another ReplicaID.
    case retired = "RETIRED"
    /// It is evicted or retired, every member has acknowledged that, and nothing more can come from it.
    case closed = "CLOSED"
  }

  /// The incarnation.
  public var replica: ReplicaID
  /// The name that its operator gave it.
  public var node: String
  /// Its node's public key in hexadecimal digits; empty for a node that has none.
  public var key: String
  /// Where it can be dialled, as `HOST:PORT`.
  public var addresses: [String]
  /// Whether it takes part.
  public var state: State
  /// Of a closed one, the greatest timestamp of it that the mesh has kept. Of a retired one that was put back to an older state, the
  /// timestamp behind which what is known of it may have holes.
  public var kept: Timestamp

  /// An entry of these parts.
  public init(
    replica: ReplicaID, node: String, key: String, addresses: [String], state: State = .active,
    kept: Timestamp = .zero
  ) {
    self.replica = replica
    self.node = node
    self.key = key
    self.addresses = addresses
    self.state = state
    self.kept = kept
  }

  /// The timestamp behind which what is known of the replica may have holes; nil where there are none.
  public var sound: Timestamp? {
    switch state {
    case .retired, .evicted: kept > .zero ? kept : nil
    case .active, .closed: nil
    }
  }

  /// The id of the entry's document.
  public static func id(of replica: ReplicaID) -> DocumentID { DocumentID("\(replica)") }

  /// The fields of the built-in type, in the order of ``values``.
  static let fields = [
    FieldModel(name: "node", type: FieldType(.string)),
    FieldModel(name: "key", type: FieldType(.string)),
    FieldModel(name: "addresses", type: FieldType(.string, isList: true)),
    FieldModel(name: "state", type: FieldType(.string)),
  ]

  /// The index of ``state`` among the fields.
  public static let stateField = 3

  /// The values of the fields.
  public var values: [Value] {
    // One value, so that they win and lose together.
    let state = kept > .zero ? "\(state.rawValue) \(kept.bits)" : state.rawValue
    return [
      .string(node), .string(key), .list(addresses.map(Value.string)), .string(state),
    ]
  }

  /// Reads an entry; nil where the id or the state is none. What a newer version added is left aside.
  public init?(id: DocumentID, values: [Value?]) {
    func text(_ index: Int) -> String {
      if index < values.count, case .string(let text)? = values[index] { text } else { "" }
    }
    let parts = text(Self.stateField).split(separator: " ", maxSplits: 1).map(String.init)
    guard let replica = ReplicaID(id.text), let state = parts.first.flatMap(State.init(rawValue:))
    else { return nil }
    var addresses: [String] = []
    if values.count > 2, case .list(let elements)? = values[2] {
      for case .string(let address) in elements { addresses.append(address) }
    }
    self.init(
      replica: replica, node: text(0), key: text(1), addresses: addresses, state: state,
      kept: Timestamp(bits: parts.count > 1 ? UInt64(parts[1]) ?? 0 : 0))
  }
}
