import DocumentAPI
import Documents
import Synchronization

/// A node in memory: documents in a dictionary, every write a millisecond later than the one before.
final class FakeService: DocumentService {
  struct Document {
    var view: DocumentView
    /// When each field was last written.
    var times: [Int64]
  }

  struct State {
    var documents: [String: [DocumentID: Document]] = [:]
    var now: Int64
    var lastQuery: DocumentQuery?
    var lastGet: GetRequest?
    var lastSync: SyncRequest?
    var lastMutation: Mutation?
    var lastRows: [PushRow] = []
    /// Writes that come before rows, the last first.
    var interlopers: [Mutation] = []
    /// What was read, request by request.
    var requests: [String] = []
    /// The types of which the node holds nothing.
    var missingTypes: Set<String> = []
    var failure: ServiceError?
    var waiting: [AsyncStream<Void>.Continuation] = []
  }

  let types: [BoundType]
  let state: Mutex<State>
  static let replica = ReplicaID(bits: 7)

  init(_ model: Model, now: Int64 = 1_592_634_898_093) {
    var catalog = Catalog()
    types = BoundModel(model, catalog: &catalog)?.types ?? []
    state = Mutex(State(now: now))
  }

  func type(_ name: String) throws(ServiceError) -> BoundType {
    guard let type = types.first(where: { $0.model.name == name }) else {
      throw ServiceError(.internalServerError, "no type \(name)")
    }
    return type
  }

  /// The version of a document that was last written at a time.
  static func version(_ milliseconds: Int64) -> Knowledge {
    Knowledge([Version(timestamp: Timestamp(milliseconds: milliseconds), replica: replica)])
  }

  func batch(_ views: [DocumentView], fields: [Int], type: BoundType, left: Set<DocumentID> = [])
    -> ChangeBatch
  {
    var batch = ChangeBatch(replicas: [Self.replica])
    for view in views {
      let stamp = Stamp(
        version: Version(
          timestamp: Timestamp(milliseconds: view.updatedAt ?? 0), replica: Self.replica))
      var stamps: [UInt8] = []
      StampsCoding.append(
        Stamps(uniform: stamp, slotCount: type.fields.count + Slot.firstField), to: &stamps
      ) { _ in 0 }
      var id = view.id.text
      let isLeft = left.contains(view.id)
      id.withUTF8 { id in
        stamps.withUnsafeBytes { stamps in
          batch.append(
            type: type.number, sequence: .zero,
            createdAt: Timestamp(milliseconds: view.createdAt ?? 0),
            updatedAt: view.updatedAt ?? 0, isDeleted: view.isDeleted ?? false, isLeft: isLeft,
            id: UnsafeRawBufferPointer(id), stamps: stamps
          ) { bytes in
            for field in isLeft ? [] : fields {
              PackedValues.append(view.values[field], to: &bytes)
            }
          }
        }
      }
    }
    return batch
  }

  private func check(_ state: State) throws(ServiceError) {
    if let failure = state.failure { throw failure }
  }

  func read<Value: Sendable>(
    _ body: (any DocumentReader) throws(ServiceError) -> Value
  ) async throws(ServiceError) -> Value {
    try state.withLock { state throws(ServiceError) in try check(state) }
    return try body(FakeReader(service: self))
  }

  static func precedes(
    _ left: DocumentView, _ right: DocumentView, _ order: [DocumentQuery.Ordering]
  ) -> Bool {
    for ordering in order {
      func value(_ view: DocumentView) -> Value {
        switch ordering.field {
        case .id: .string(view.id.text)
        case .createdAt: .int(view.createdAt ?? 0)
        case .updatedAt: .int(view.updatedAt ?? 0)
        case .field(let index): view.values[index] ?? .null
        }
      }
      let order = compare(value(left), value(right))
      if order != 0 { return ordering.isDescending ? order > 0 : order < 0 }
    }
    return left.id < right.id
  }

  static func compare(_ left: Value, _ right: Value) -> Int {
    switch (left, right) {
    case (.null, .null): 0
    case (.null, _): -1
    case (_, .null): 1
    case (.int(let left), .int(let right)): left < right ? -1 : left > right ? 1 : 0
    case (.double(let left), .double(let right)): left < right ? -1 : left > right ? 1 : 0
    case (.string(let left), .string(let right)): UTF8Order.compare(left, right)
    default: 0
    }
  }

  func sync(_ request: SyncRequest) async throws(ServiceError) -> SyncResult {
    let type = try type(request.type)
    guard let since = Int64(request.lastSync.isEmpty ? "0" : request.lastSync) else {
      throw ServiceError(.badLastSync, "lastSync is garbage")
    }
    if since == 666 { throw ServiceError(.resyncRequired, "start over with \"0\"") }
    let evaluator = request.filter.map { FilterEvaluator($0, type: type) }
    return try state.withLock { state throws(ServiceError) in
      try check(state)
      state.lastSync = request
      var left: Set<DocumentID> = []
      let all = (state.documents[request.type] ?? [:]).values.map(\.view)
        .filter { ($0.updatedAt ?? 0) > since }
        .filter { view in
          if evaluator?.matches(view) != false { return true }
          if request.marksLeft { left.insert(view.id) }
          return request.marksLeft
        }
        .sorted { ($0.updatedAt ?? 0) < ($1.updatedAt ?? 0) }
      let page = Array(all.prefix(request.limit))
      return SyncResult(
        rows: batch(page, fields: request.fields, type: type, left: left),
        lastSync: "\(page.last?.updatedAt ?? since)", hasMore: all.count > page.count)
    }
  }

  func follow(_ request: SyncRequest) async throws(ServiceError) -> any Feed<SyncResult> {
    _ = try await sync(request)
    return FakeFollower(service: self, request: request)
  }

  func events(_ request: EventRequest) async throws(ServiceError) -> any Feed<ChangeBatch> {
    let type = try type(request.type)
    let since = state.withLock { $0.now }
    return FakeEvents(service: self, request: request, type: type, since: since)
  }

  /// Wakes those who follow.
  func signal() -> AsyncStream<Void> {
    let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    state.withLock { $0.waiting.append(continuation) }
    return stream
  }

  // MARK: Writes

  func apply(_ mutation: Mutation) async throws(ServiceError) -> MutationOutcome {
    let type = try type(mutation.type)
    return try state.withLock { state throws(ServiceError) in
      try check(state)
      state.lastMutation = mutation
      defer { for waiting in state.waiting { waiting.yield() } }
      switch mutation.kind {
      case .create: return create(mutation, type, &state)
      case .update, .delete, .restore: return change(mutation, type, &state)
      }
    }
  }

  func push(_ rows: [PushRow]) async throws(ServiceError) -> [PushAnswer] {
    var answers: [PushAnswer] = []
    state.withLock { $0.lastRows = rows }
    for row in rows {
      let id = row.mutation.id ?? DocumentID("")
      if let interloper = state.withLock({ $0.interlopers.popLast() }) {
        _ = try await apply(interloper)
      }
      let before = state.withLock { $0.now }
      switch try await apply(row.mutation) {
      case .applied(let view):
        let isWritten = state.withLock { $0.now } != before
        answers.append(
          PushAnswer(id: id, outcome: isWritten ? .applied : .unchanged, state: view))
      case .merged(let view, let info, let decision):
        answers.append(
          PushAnswer(
            id: id, outcome: .merged, state: view, conflict: .init(info: info, decision: decision)))
      case .conflict(let info):
        answers.append(
          PushAnswer(
            id: id, outcome: .conflict, state: info.serverState, message: "it was changed"))
      case .alreadyExists(let view):
        answers.append(PushAnswer(id: id, outcome: .conflict, state: view, message: "it exists"))
      case .notFound, .invalid, .unavailable:
        answers.append(PushAnswer(id: id, outcome: .invalid, state: nil, message: "nothing there"))
      }
    }
    return answers
  }

  private func create(
    _ mutation: Mutation, _ type: BoundType, _ state: inout State
  ) -> MutationOutcome {
    let id = mutation.id ?? DocumentID("generated-\(state.now)")
    var values: [Value?] = type.model.fields.map { $0.defaultValue ?? .null }
    for assignment in mutation.fields { values[assignment.field] = assignment.value }
    if let old = state.documents[type.model.name]?[id]?.view, old.isDeleted != true {
      return old.values == values ? .applied(old) : .alreadyExists(old)
    }
    state.now += 1
    let view = DocumentView(
      type: type.model.name, id: id, values: values, createdAt: state.now, updatedAt: state.now,
      isDeleted: false, version: Self.version(state.now))
    state.documents[type.model.name, default: [:]][id] = Document(
      view: view, times: values.map { _ in state.now })
    return .applied(view)
  }

  private func change(
    _ mutation: Mutation, _ type: BoundType, _ state: inout State
  ) -> MutationOutcome {
    guard let id = mutation.id, var document = state.documents[type.model.name]?[id] else {
      return .notFound(mutation.id ?? DocumentID(""))
    }
    var values: [Value?] = Array(repeating: nil, count: type.fields.count)
    for assignment in mutation.fields { values[assignment.field] = assignment.value }
    let info = ConflictInfo(
      serverState: document.view,
      clientState: DocumentView(
        type: type.model.name, id: id, values: values, createdAt: nil,
        updatedAt: mutation.base?.updatedAt, isDeleted: mutation.kind == .delete ? true : nil,
        version: mutation.base?.version))
    let seen = mutation.base?.updatedAt ?? 0
    let isUnseen = (document.view.updatedAt ?? 0) > seen
    var assignments = mutation.fields.filter { document.view.values[$0.field] != $0.value }
    let contested = assignments.filter { document.times[$0.field] > seen }.map(\.field)
    let isOverlap = mutation.kind == .delete ? isUnseen : !contested.isEmpty
    let isDead = document.view.isDeleted == true && mutation.kind != .restore
    var decision = ConflictDecision.merged
    switch mutation.strategy {
    case .reject: if isUnseen || isDead { return .conflict(info) }
    case .merge: if isOverlap || isDead { return .conflict(info) }
    case .clientWins: if isOverlap || isDead { decision = .clientWins }
    case .serverWins:
      if isDead { return .conflict(info) }
      if isOverlap {
        decision = .serverWins
        assignments.removeAll { contested.contains($0.field) }
      }
    }
    state.now += 1
    for assignment in assignments {
      document.view.values[assignment.field] = assignment.value
      document.times[assignment.field] = state.now
    }
    document.view.isDeleted = mutation.kind == .delete
    document.view.updatedAt = state.now
    document.view.version = Self.version(state.now)
    state.documents[type.model.name]?[id] = document
    return isUnseen || isDead ? .merged(document.view, info, decision) : .applied(document.view)
  }
}

/// Pages of changes, one after the other.
final class FakeFollower: Feed {
  private let service: FakeService
  private let request: Mutex<SyncRequest>
  private let hasStarted = Mutex(false)

  init(service: FakeService, request: SyncRequest) {
    self.service = service
    self.request = Mutex(request)
  }

  func next() async throws(ServiceError) -> SyncResult? {
    let signal = service.signal()
    var signals = signal.makeAsyncIterator()
    while true {
      let page = try await service.sync(request.withLock { $0 })
      request.withLock { $0.lastSync = page.lastSync }
      let isFirst = hasStarted.withLock { started in
        defer { started = true }
        return !started
      }
      if isFirst || !page.rows.isEmpty { return page }
      if await signals.next() == nil { return nil }
    }
  }
}

/// What happens to documents.
final class FakeEvents: Feed {
  private let service: FakeService
  private let request: EventRequest
  private let type: BoundType
  private let since: Mutex<Int64>

  init(service: FakeService, request: EventRequest, type: BoundType, since: Int64) {
    self.service = service
    self.request = request
    self.type = type
    self.since = Mutex(since)
  }

  func next() async throws(ServiceError) -> ChangeBatch? {
    let signal = service.signal()
    var signals = signal.makeAsyncIterator()
    let evaluator = request.filter.map { FilterEvaluator($0, type: type) }
    while true {
      let since = since.withLock { $0 }
      let (views, now) = service.state.withLock { state in
        ((state.documents[request.type] ?? [:]).values.map(\.view), state.now)
      }
      self.since.withLock { $0 = now }
      let found = views.filter { view in
        guard (view.updatedAt ?? 0) > since, evaluator?.matches(view) != false else { return false }
        let kind: EventRequest.Kind =
          view.isDeleted == true ? .deleted : (view.createdAt ?? 0) > since ? .new : .updated
        return kind == request.kind
      }.sorted { ($0.updatedAt ?? 0) < ($1.updatedAt ?? 0) }
      if !found.isEmpty { return service.batch(found, fields: request.fields, type: type) }
      if await signals.next() == nil { return nil }
    }
  }
}
