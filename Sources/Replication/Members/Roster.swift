import Documents

/// The members of the mesh, as the documents of the built-in type say.
struct Roster: Sendable {
  /// A member and when its state was decided.
  struct Place: Sendable, Hashable {
    var entry: MemberEntry
    /// The version of the entry's state.
    var decided: Version
  }

  /// All incarnations ever known.
  private(set) var places: [ReplicaID: Place] = [:]
  /// Those that take part, ascending.
  private(set) var active: [ReplicaID] = []
  /// Those that have left and are not closed yet, ascending.
  private(set) var leaving: [ReplicaID] = []
  /// Those of which what is known may have holes, each with the timestamp behind which it may.
  private(set) var holes = Knowledge()

  /// Takes up entries as they are stored now. What can't be read is left aside.
  mutating func take(_ documents: [DocumentState], type: BoundType) {
    for document in documents {
      let values = type.fields.map { document[$0] }
      guard let entry = MemberEntry(id: document.id, values: values),
        let decided = document.stamps[.field(type.fields[MemberEntry.stateField])]?.version
      else { continue }
      places[entry.replica] = Place(entry: entry, decided: decided)
    }
    let entries = places.values.map(\.entry)
    active = entries.filter { $0.state == .active }.map(\.replica).sorted()
    leaving = entries.filter(\.state.isLeaving).map(\.replica).sorted()
    holes = Knowledge(
      entries.lazy.compactMap { entry in
        entry.sound.map { Version(timestamp: $0, replica: entry.replica) }
      })
  }

  /// The entry of a replica.
  subscript(replica: ReplicaID) -> MemberEntry? { places[replica]?.entry }

  /// Whether a replica once took part and no longer does.
  func hasLeft(_ replica: ReplicaID) -> Bool {
    switch places[replica]?.entry.state {
    case nil, .active?: false
    case .evicted?, .retired?, .closed?: true
    }
  }

  /// Whether any entry has a key.
  func knows(key: String) -> Bool { places.values.contains { $0.entry.key == key } }

  /// Every entry, by replica.
  var entries: [MemberEntry] {
    places.values.map(\.entry).sorted { $0.replica < $1.replica }
  }
}
