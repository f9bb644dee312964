import Documents

extension Replica {
  /// Checks a client's write against what the document is now, stamps it, and stores it: one step, so nothing slips in between
  /// (DESIGN sections 3 and 6).
  mutating func apply(
    _ mutation: Mutation, at now: Moment, random: inout some RandomNumberGenerator,
    store: inout some ReplicaStore
  ) throws(StoreError) -> MutationOutcome {
    guard BuiltInType(named: mutation.type) == nil, let type = model.type(named: mutation.type)
    else {
      return .invalid("there is no type \(mutation.type)")
    }
    guard record.scope.holds(typeNamed: mutation.type) else {
      return .invalid(
        "this node does not replicate the type \(mutation.type): write to a node that does")
    }
    if let problem = problem(with: mutation, type, at: now) { return .invalid(problem) }
    let id =
      mutation.id
      ?? UUIDv7.make(milliseconds: now.wall.milliseconds, using: &random)
    let stored = try store.document(id, type: type.number)
    switch (mutation.kind, stored) {
    case (.create, let stored):
      return try create(id, mutation, type, over: stored, at: now, store: &store)
    case (.update, nil), (.delete, nil), (.restore, nil):
      return .notFound(id)
    case (.update, let stored?), (.restore, let stored?):
      return try update(mutation, type, stored, at: now, store: &store)
    case (.delete, let stored?):
      return try delete(mutation, type, stored, at: now, store: &store)
    }
  }

  /// What makes a mutation senseless whatever the document is.
  private func problem(with mutation: Mutation, _ type: BoundType, at now: Moment) -> String? {
    if let id = mutation.id, let problem = DocumentID.problem(with: id.text) { return problem }
    guard mutation.fields.allSatisfy({ type.fields.indices.contains($0.field) }) else {
      return "the mutation has a field that \(type.model.name) does not have"
    }
    guard let base = mutation.base else {
      return mutation.kind == .create ? nil : "updatedAt is missing"
    }
    // What is not beyond the clock does not move it: a document of a node whose clock is ahead can be changed by who has read it.
    let limit = max(
      now.wall.milliseconds + settings.maximumClientDrift, clock.latest.milliseconds)
    if base.updatedAt > limit {
      return "updatedAt is more than \(settings.maximumClientDrift) ms ahead of this node's clock"
    }
    if let version = base.version, version.greatestTimestamp.milliseconds > limit {
      return "_version is more than \(settings.maximumClientDrift) ms ahead of this node's clock"
    }
    return nil
  }

  // MARK: Create

  private mutating func create(
    _ id: DocumentID, _ mutation: Mutation, _ type: BoundType, over stored: StoredDocument?,
    at now: Moment, store: inout some ReplicaStore
  ) throws(StoreError) -> MutationOutcome {
    var values = type.model.fields.map { $0.defaultValue ?? .null }
    for assignment in mutation.fields { values[assignment.field] = assignment.value }
    if let stored, !stored.state.isDeleted {
      let view = DocumentView(stored.state, type: type)
      // What nobody wrote has the default, as for a client that reads it.
      let isRepeated = type.model.fields.indices.allSatisfy {
        view.values[$0] ?? type.model.fields[$0].defaultValue ?? .null == values[$0]
      }
      return isRepeated ? .applied(view) : .alreadyExists(view)
    }
    let version = nextVersion(over: stored, base: nil, at: now)
    // Also those that the schema here lacks: somebody may still hold them of an earlier life of the document, which is forgotten here.
    let fieldCount = catalog[type.number].fields.count
    var dense: [Value?] = Array(repeating: nil, count: fieldCount)
    for (field, value) in zip(type.fields, values) { dense[Int(field.rawValue)] = value }
    let old = stored?.state.stamps ?? Stamps()
    let slots = (0..<fieldCount + Slot.firstField).map { index in
      old[Slot(index: index)]?.successor(version) ?? Stamp(version: version)
    }
    let stamps = Stamps(slots: slots)
    let state = DocumentState(
      id: id, createdAt: version.timestamp, isDeleted: false, values: dense, stamps: stamps)
    try put(state, type: type.number, replacing: stored, store: &store)
    return .applied(DocumentView(state, type: type))
  }

  // MARK: Update

  private mutating func update(
    _ mutation: Mutation, _ type: BoundType, _ stored: StoredDocument, at now: Moment,
    store: inout some ReplicaStore
  ) throws(StoreError) -> MutationOutcome {
    let overlap = Overlap(mutation, type, stored.state)
    let info = ConflictInfo(
      serverState: DocumentView(stored.state, type: type),
      clientState: DocumentView(clientStateOf: mutation, id: stored.state.id, type: type))
    var assignments = overlap.assignments
    var decision = ConflictDecision.merged
    // Who restores a document wants it back, so its deletion is no conflict.
    let isDeletion = stored.state.isDeleted && mutation.kind != .restore
    switch mutation.strategy {
    case .reject:
      if overlap.hasUnseen || isDeletion { return .conflict(info) }
    case .merge:
      if !overlap.contested.isEmpty || isDeletion { return .conflict(info) }
    case .clientWins:
      if !overlap.contested.isEmpty || isDeletion { decision = .clientWins }
    case .serverWins:
      if isDeletion { return .conflict(info) }
      if !overlap.contested.isEmpty {
        decision = .serverWins
        assignments.removeAll { overlap.contested.contains($0.field) }
      }
    }
    var state = stored.state
    if !assignments.isEmpty || stored.state.isDeleted {
      let version = nextVersion(over: stored, base: mutation.base, at: now)
      state.write(
        assignments, isDeleted: false, version, seen: mutation.base?.version, type: type)
      try put(state, type: type.number, replacing: stored, store: &store)
    }
    let view = DocumentView(state, type: type)
    return overlap.hasUnseen ? .merged(view, info, decision) : .applied(view)
  }

  // MARK: Delete

  private mutating func delete(
    _ mutation: Mutation, _ type: BoundType, _ stored: StoredDocument, at now: Moment,
    store: inout some ReplicaStore
  ) throws(StoreError) -> MutationOutcome {
    let view = DocumentView(stored.state, type: type)
    if stored.state.isDeleted { return .applied(view) }
    let hasUnseen = Overlap(mutation, type, stored.state).hasUnseen
    let info = ConflictInfo(
      serverState: view,
      clientState: DocumentView(clientStateOf: mutation, id: stored.state.id, type: type))
    if hasUnseen {
      switch mutation.strategy {
      case .reject, .merge: return .conflict(info)
      case .serverWins: return .merged(view, info, .serverWins)
      case .clientWins: break
      }
    }
    var state = stored.state
    let version = nextVersion(over: stored, base: mutation.base, at: now)
    state.write([], isDeleted: true, version, seen: mutation.base?.version, type: type)
    try put(state, type: type.number, replacing: stored, store: &store)
    let deleted = DocumentView(state, type: type)
    return hasUnseen ? .merged(deleted, info, .clientWins) : .applied(deleted)
  }

  /// The version of a local write: greater than all given out or accepted, at a later millisecond than the document's (up to 1 s
  /// ahead of the clock) and than what the client saw.
  mutating func nextVersion(
    over stored: StoredDocument?, base: MutationBase?, at now: Moment
  ) -> Version {
    var milliseconds: Int64 = 0
    if let stored, stored.state.updatedAt < now.wall.milliseconds + 1_000 {
      milliseconds = stored.state.updatedAt + 1
    }
    if let base {
      let seen = max(base.updatedAt, base.version?.greatestTimestamp.milliseconds ?? 0)
      milliseconds = max(milliseconds, seen + 1)
    }
    let version = Version(timestamp: clock.tick(at: now.wall, atLeast: milliseconds), replica: id)
    record.knowledge.raise(version)
    batch.touched.raise(version)
    batch.isRecordChanged = true
    return version
  }
}

/// How a mutation relates to changes that its client had not seen.
private struct Overlap {
  /// The fields that the client sent with another value than the node has: a field sent with the present value did not change.
  let assignments: [FieldAssignment]
  /// Whether any field changed since what the client saw.
  let hasUnseen: Bool
  /// The fields of ``assignments`` that changed since what the client saw.
  let contested: Set<Int>

  init(_ mutation: Mutation, _ type: BoundType, _ state: DocumentState) {
    let assignments = mutation.fields.filter {
      state[type.fields[$0.field]] ?? .null != $0.value
    }
    func isUnseen(_ stamp: Stamp) -> Bool {
      guard let base = mutation.base else { return false }
      if let version = base.version { return !version.covers(stamp.version) }
      return stamp.version.timestamp.milliseconds > base.updatedAt
    }
    self.assignments = assignments
    hasUnseen = state.stamps.groups.contains(where: isUnseen)
    contested = Set(
      assignments.lazy.map(\.field).filter { field in
        state.stamps[.field(type.fields[field])].map(isUnseen) ?? false
      })
  }
}

extension DocumentState {
  /// Writes fields and `_deleted` at a version; with one stamp for everything where documents merge as a whole.
  mutating func write(
    _ assignments: [FieldAssignment], isDeleted: Bool, _ version: Version, seen: Knowledge?,
    type: BoundType
  ) {
    for assignment in assignments {
      let field = Int(type.fields[assignment.field].rawValue)
      while values.count <= field { values.append(nil) }
      values[field] = assignment.value
    }
    self.isDeleted = isDeleted
    func stamp(over old: Stamp?) -> Stamp {
      let stamp = old?.successor(version) ?? Stamp(version: version)
      guard let seen else { return stamp }
      return Stamp(version: version, seen: stamp.seen.joined(with: seen))
    }
    let written = Set(
      assignments.map { Slot.field(type.fields[$0.field]).index } + [Slot.deleted.index])
    let slotCount = max(stamps.slotCount, (written.max() ?? 0) + 1)
    let old = stamps
    stamps = Stamps(
      slots: (0..<slotCount).map { index in
        let current = old[Slot(index: index)]
        return type.model.merge == .document || written.contains(index)
          ? stamp(over: current) : current
      })
  }
}

extension DocumentView {
  /// What a client sent: its id, fields, and what it saw.
  fileprivate init(clientStateOf mutation: Mutation, id: DocumentID, type: BoundType) {
    var values: [Value?] = Array(repeating: nil, count: type.fields.count)
    for assignment in mutation.fields { values[assignment.field] = assignment.value }
    self.init(
      type: type.model.name, id: id, values: values, createdAt: nil,
      updatedAt: mutation.base?.updatedAt, isDeleted: mutation.kind == .delete ? true : nil,
      version: mutation.base?.version)
  }
}
