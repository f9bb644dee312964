import Dispatch
import Documents
import Foundation
import Logging
import Replication
import Storage
import Synchronization

/// One thread owns the replica: it takes what has gathered in the inbox as a batch, runs it as one transaction, and then performs
/// the actions (DESIGN section 11). Pages are read by a second thread, on snapshots; documents are examined by a third, as that may
/// take long.
final class ReplicaLoop: Sendable {
  /// Performs what leaves the node.
  struct Outlets: Sendable {
    /// Sends a message to a peer.
    var send: @Sendable (LinkID, PeerMessage) -> Void
    /// Closes a link.
    var disconnect: @Sendable (LinkID, DisconnectReason) -> Void
    /// Tells those who follow changes of a commit.
    var committed: @Sendable (Commit, [TypeNumber]) -> Void
    /// Tells who the members are now.
    var members: @Sendable ([MemberEntry]) -> Void = { _ in }
    /// Says whether the inbox has room for what peers send.
    var setReading: @Sendable (Bool) -> Void
  }

  private enum Item {
    case event(Event)
    case inspect(@Sendable (Replica) -> Void)
  }

  private struct Inbox {
    var items: [Item] = []
    var mutations = 0
    var isReadingPaused = false
    /// Whether the loop found nothing to do, and has to be woken.
    var isWaiting = false
    /// No more is taken from clients.
    var isStopping = false
    /// Nothing is taken any more: nobody would look at it.
    var hasEnded = false
    var nextRequest: UInt64 = 0
    var waiting: [RequestID: UnsafeContinuation<MutationOutcome, Never>] = [:]
    var operators: [RequestID: UnsafeContinuation<AdministrationOutcome, Never>] = [:]
  }

  private struct ReadRequest: Sendable {
    let link: LinkID
    let subscription: SubscriptionNumber
    let request: PageRequest
  }

  private struct Reads {
    var requests: [ReadRequest] = []
    var isStopping = false
  }

  private struct Examinations {
    var requests: [(AuditPurpose, Examination)] = []
    var isStopping = false
  }

  private let inbox = Mutex(Inbox())
  private let wakeUp = DispatchSemaphore(value: 0)
  private let reads = Mutex(Reads())
  private let readWakeUp = DispatchSemaphore(value: 0)
  private let examinations = Mutex(Examinations())
  private let examineWakeUp = DispatchSemaphore(value: 0)
  /// The three threads, while they run.
  private let threads = DispatchGroup()
  /// What the links were told last of whether the inbox has room, and how they are told.
  private let reading = Mutex<(isOn: Bool, set: @Sendable (Bool) -> Void)>((true, { _ in }))
  private let reader: SnapshotSource
  fileprivate let logger: Logger

  /// The most mutations that wait; more are answered with `UNAVAILABLE`.
  private static let maximumMutations = 20_000
  /// How many items in the inbox stop the reading of what peers send, until it is empty.
  private static let highWater = 4_096
  /// The most events of a batch.
  private static let batchSize = 2_048

  /// Makes the loop of a replica; it runs from ``start(_:store:outlets:)`` on.
  init(
    reader: SnapshotSource, logger: Logger
  ) {
    self.reader = reader
    self.logger = logger
  }

  /// Starts the three threads.
  func start(_ replica: Replica, store: sending SQLiteStore, outlets: Outlets) {
    reading.withLock { $0.set = outlets.setReading }
    for _ in 0..<3 { threads.enter() }
    let owned = Handover(store)
    let loop = Thread { [self] in run(replica, store: owned.take(), outlets) }
    loop.name = "replica"
    loop.start()
    let reader = Thread { [self] in serveReads() }
    reader.name = "page reader"
    reader.start()
    let examiner = Thread { [self] in serveExaminations() }
    examiner.name = "examiner"
    examiner.start()
  }

  /// Carries out what is in the inbox and ends; returns when both threads are done. Later mutations are answered with
  /// `UNAVAILABLE`. May be called again, and before the start.
  func stop() async {
    inbox.withLock { $0.isStopping = true }
    reads.withLock { $0.isStopping = true }
    examinations.withLock { $0.isStopping = true }
    wake()
    readWakeUp.signal()
    examineWakeUp.signal()
    await withCheckedContinuation { continuation in
      threads.notify(queue: .global()) { continuation.resume() }
    }
  }

  /// How many items wait in the inbox.
  var waitingCount: Int { inbox.withLock { $0.items.count } }

  // MARK: What comes in

  /// Makes a client's write; returns when it is committed, or refused.
  func apply(_ mutation: Mutation) async -> MutationOutcome {
    await withUnsafeContinuation { continuation in
      let refusal: MutationOutcome? = inbox.withLock { inbox in
        if inbox.isStopping { return .unavailable("the node is stopping") }
        guard inbox.mutations < Self.maximumMutations else {
          return .unavailable("the node has \(inbox.mutations) writes waiting; try again later")
        }
        inbox.nextRequest += 1
        inbox.mutations += 1
        let request = RequestID(rawValue: inbox.nextRequest)
        inbox.waiting[request] = continuation
        inbox.items.append(.event(.mutate(request, mutation)))
        return nil
      }
      if let refusal { continuation.resume(returning: refusal) } else { wake() }
    }
  }

  /// Does what an operator wants; returns when it is committed, or refused.
  func administer(_ administration: Administration) async -> AdministrationOutcome {
    await withUnsafeContinuation { continuation in
      let isStopping = inbox.withLock { inbox in
        if inbox.isStopping { return true }
        inbox.nextRequest += 1
        let request = RequestID(rawValue: inbox.nextRequest)
        inbox.operators[request] = continuation
        inbox.items.append(.event(.administer(request, administration)))
        return false
      }
      if isStopping {
        continuation.resume(returning: .unavailable("the node is stopping"))
      } else {
        wake()
      }
    }
  }

  /// Puts an event of the links in the inbox; when it is full, the links are told to read no more until it is empty.
  func submit(_ event: Event) {
    let mustPause = inbox.withLock { inbox in
      guard !inbox.hasEnded else { return false }
      inbox.items.append(.event(event))
      guard inbox.items.count > Self.highWater, !inbox.isReadingPaused else { return false }
      inbox.isReadingPaused = true
      return true
    }
    if mustPause { tellReading() }
    wake()
  }

  /// Tells the links whether the inbox has room, if that changed. Several threads come here at once: each tells what is so *now*,
  /// one after the other, so the last word is never an old one.
  private func tellReading() {
    reading.withLock { reading in
      let isOn = inbox.withLock { !$0.isReadingPaused }
      guard isOn != reading.isOn else { return }
      reading.isOn = isOn
      reading.set(isOn)
    }
  }

  /// Looks at the replica between two batches; nil once the loop has ended.
  func inspect<Value: Sendable>(_ look: @escaping @Sendable (Replica) -> Value) async -> Value? {
    await withUnsafeContinuation { (continuation: UnsafeContinuation<Value?, Never>) in
      let isStopping = inbox.withLock { inbox in
        if inbox.isStopping { return true }
        inbox.items.append(.inspect { continuation.resume(returning: look($0)) })
        return false
      }
      if isStopping { continuation.resume(returning: nil) } else { wake() }
    }
  }

  // MARK: The loop

  private func run(_ initial: Replica, store initialStore: SQLiteStore, _ outlets: Outlets) {
    var replica = initial
    var store = initialStore
    var random = SystemRandomNumberGenerator()
    var conflicts = ConflictReports()
    while true {
      waitForWork(until: [replica.nextDeadline, conflicts.dueAt].compactMap { $0 }.min())
      let (items, isStopping, resumesReading) = take()
      if resumesReading { tellReading() }
      let now = SystemClock.now()
      var events: [Event] = []
      events.reserveCapacity(items.count + 1)
      if let deadline = replica.nextDeadline, deadline <= now.uptime { events.append(.wake) }
      for item in items {
        if case .event(let event) = item { events.append(event) }
      }
      if !events.isEmpty {
        let actions = replica.process(events, at: now, random: &random, store: &store)
        perform(actions, outlets, &conflicts)
      }
      if let (count, example) = conflicts.take(at: now.uptime) { report(count, example) }
      for item in items {
        if case .inspect(let look) = item { look(replica) }
      }
      if isStopping, items.isEmpty { break }
    }
    do throws(StoreError) { try store.close() } catch {
      logger.error("the store did not close cleanly", metadata: ["error": "\(error.message)"])
    }
    answerTheRest(replica)
    threads.leave()
  }

  /// The end: what came in behind the last batch is answered, too.
  private func answerTheRest(_ replica: Replica) {
    let (items, waiting, operators) = inbox.withLock { inbox in
      inbox.hasEnded = true
      defer {
        inbox.items = []
        inbox.waiting = [:]
        inbox.operators = [:]
      }
      return (inbox.items, inbox.waiting.values, inbox.operators.values)
    }
    for continuation in operators {
      continuation.resume(returning: .unavailable("the node is stopping"))
    }
    for item in items {
      if case .inspect(let look) = item { look(replica) }
    }
    for continuation in waiting {
      continuation.resume(returning: .unavailable("the node is stopping"))
    }
    // The links hold the loop, and it must not hold them for ever.
    reading.withLock { $0.set = { _ in } }
  }

  private func waitForWork(until deadline: Int64?) {
    let mustWait = inbox.withLock { inbox in
      inbox.isWaiting = inbox.items.isEmpty && !inbox.isStopping
      return inbox.isWaiting
    }
    guard mustWait else { return }
    guard let deadline else { return wakeUp.wait() }
    let wait = max(0, deadline - SystemClock.uptimeMilliseconds())
    _ = wakeUp.wait(timeout: .now() + .milliseconds(Int(min(wait, 60_000))))
    inbox.withLock { $0.isWaiting = false }
  }

  /// Wakes the loop for what was put in the inbox: once for each time that it waits, as it takes all that is there.
  private func wake() {
    let mustWake = inbox.withLock { inbox in
      defer { inbox.isWaiting = false }
      return inbox.isWaiting
    }
    if mustWake { wakeUp.signal() }
  }

  /// Takes a batch out of the inbox.
  private func take() -> (items: [Item], isStopping: Bool, resumesReading: Bool) {
    inbox.withLock { inbox in
      var taken = inbox.items
      if taken.count > Self.batchSize {
        inbox.items = Array(taken[Self.batchSize...])
        taken.removeSubrange(Self.batchSize...)
      } else {
        inbox.items = []
      }
      let resumes = inbox.isReadingPaused && inbox.items.isEmpty
      if resumes { inbox.isReadingPaused = false }
      return (taken, inbox.isStopping, resumes)
    }
  }

  private func perform(
    _ actions: [Action], _ outlets: Outlets, _ conflicts: inout ConflictReports
  ) {
    for action in actions {
      switch action {
      case .reply(let request, let outcome):
        let waiting = inbox.withLock { inbox in
          inbox.mutations -= 1
          return inbox.waiting.removeValue(forKey: request)
        }
        waiting?.resume(returning: outcome)
      case .administered(let request, let outcome):
        inbox.withLock { $0.operators.removeValue(forKey: request) }?.resume(returning: outcome)
      case .members(let members): outlets.members(members)
      case .send(let link, let message): outlets.send(link, message)
      case .disconnect(let link, let reason): outlets.disconnect(link, reason)
      case .read(let link, let subscription, let request):
        reads.withLock {
          $0.requests.append(
            ReadRequest(link: link, subscription: subscription, request: request))
        }
        readWakeUp.signal()
      case .examine(let purpose, let examination):
        examinations.withLock { $0.requests.append((purpose, examination)) }
        examineWakeUp.signal()
      case .committed(let commit, let types): outlets.committed(commit, types)
      case .report(.conflictsRecorded(let count, let record)):
        conflicts.add(count, record.type, record.document.text, record.field)
      case .report(let incident): report(incident)
      }
    }
  }

  // MARK: Reading pages

  private func serveReads() {
    while true {
      readWakeUp.wait()
      let (requests, isStopping) = reads.withLock { reads in
        defer { reads.requests = [] }
        return (reads.requests, reads.isStopping)
      }
      for read in requests {
        let result: Result<Page, SyncRefusal>
        do throws(StoreError) {
          result = try RoundReader.page(read.request, from: try reader.snapshot())
        } catch {
          result = .failure(.unavailable(error.message))
        }
        submit(.pageRead(read.link, read.subscription, result))
      }
      if isStopping { break }
    }
    threads.leave()
  }

  // MARK: Examining documents

  private func serveExaminations() {
    while true {
      examineWakeUp.wait()
      let (requests, isStopping) = examinations.withLock { examinations in
        defer { examinations.requests = [] }
        return (examinations.requests, examinations.isStopping)
      }
      // What is examined may take long: a node that stops does not wait for more of it.
      for (purpose, examination) in requests where !examinations.withLock({ $0.isStopping }) {
        let result: Result<Finding, StoreError>
        do throws(StoreError) {
          result = .success(try examination.run(on: try reader.snapshot()))
        } catch {
          result = .failure(error)
        }
        submit(.examined(purpose, result))
      }
      if isStopping { break }
    }
    threads.leave()
  }

  private func report(_ incident: Incident) {
    switch incident {
    case .clockAhead(let peer, let origin, let milliseconds):
      logger.warning(
        "a peer offers changes from the future; they are refused until their time has come",
        metadata: [
          "code": "CLOCK_AHEAD", "peer": "\(peer)", "origin": "\(origin)",
          "aheadMilliseconds": "\(milliseconds)",
        ])
    case .equivocation(let type, let id):
      logger.error(
        "one version of a document came with two contents; the greater was kept",
        metadata: ["code": "EQUIVOCATION", "type": "\(type)", "id": "\(id)"])
    case .roundRestarted(let peer, let reason):
      logger.notice(
        "a round starts again", metadata: ["peer": "\(peer)", "reason": "\(reason)"])
    case .resyncRequired(let peer, let reason):
      logger.error(
        "a peer can't give the changes since what is known here",
        metadata: ["code": "RESYNC_REQUIRED", "peer": "\(peer)", "reason": "\(reason)"])
    case .conflictsRecorded(let count, let record): report(count, "\(record)")
    case .incompatibleModel(let peer, let what):
      logger.error(
        """
        another node's schema means something else by a name of this one's; its values are kept and passed on, but not shown here: \
        make the schemas agree, and restart the nodes that changed
        """,
        metadata: ["code": "INCOMPATIBLE_MODEL", "what": "\(what)", "peer": "\(peer)"])
    case .fullCopyCompleted(let peer):
      logger.info("the full copy is complete", metadata: ["peer": "\(peer)"])
    case .newIdentity(let old, let new, let change):
      logger.warning(
        "the node goes on under a new ReplicaID: \(change.explanation)",
        metadata: ["code": "NEW_IDENTITY", "old": "\(old)", "new": "\(new)"])
    case .otherKey(let replica, let key):
      logger.error(
        "a node passes for a member under another key; it is refused",
        metadata: ["code": "OTHER_KEY", "replica": "\(replica)", "key": "\(key)"])
    case .awaitsApproval(let node, let key):
      logger.warning(
        "a node waits for approval: deltamesh peers approve \(key)",
        metadata: ["code": "AWAITS_APPROVAL", "name": "\(node)"])
    case .evicted(let replica, let node, let silence):
      logger.warning(
        "a member was silent for too long and is evicted; it starts over when it comes back",
        metadata: [
          "code": "EVICTED", "replica": "\(replica)", "name": "\(node)",
          "silentDays": "\(silence / 86_400_000)",
        ])
    case .closed(let replica):
      logger.info("nothing more can come from a replica", metadata: ["replica": "\(replica)"])
    case .forgotten(let count):
      logger.info("tombstones were forgotten", metadata: ["count": "\(count)"])
    case .auditDifference, .rowsDamaged, .auditRepaired: report(audit: incident)
    }
  }
}

extension ReplicaLoop {
  /// Tells of values that were lost between replicas.
  private func report(_ count: Int, _ example: String) {
    logger.notice(
      "values lost to concurrent writes of other nodes were kept in the conflict log; see deltamesh conflicts",
      metadata: ["code": "CONFLICTS", "count": "\(count)", "last": "\(example)"])
  }

  /// Reports what an audit found.
  private func report(audit incident: Incident) {
    switch incident {
    case .auditDifference(let peer, let type, let buckets, let attempt):
      logger.error(
        attempt < 3
          ? "a peer that knows the same holds other documents; they are compared, and repaired"
          : """
          a peer that knows the same still holds other documents after repair: run `deltamesh verify` on both nodes; \
          if it does not go away, start the node over whose documents are wrong, from a backup or empty
          """,
        metadata: [
          "code": "AUDIT_DIFFERENCE", "peer": "\(peer)", "type": "\(type)",
          "buckets": "\(Self.summary(buckets))", "attempt": "\(attempt)",
        ])
    case .rowsDamaged(let type, let buckets, let hasPeer):
      logger.error(
        hasPeer
          ? "rows are not what was written; they are compared with peers, and repaired from them"
          : """
          rows are not what was written, and no peer is there to repair them from: connect a peer, or restore a backup; \
          `deltamesh verify` tells what is damaged
          """,
        metadata: [
          "code": "ROWS_DAMAGED", "type": "\(type)", "buckets": "\(Self.summary(buckets))",
        ])
    case .auditRepaired(let peer, let type, let count, let first):
      logger.warning(
        "documents were repaired from a peer",
        metadata: [
          "code": "AUDIT_REPAIRED", "peer": "\(peer)", "type": "\(type)", "count": "\(count)",
          "ids": "\(first.map(\.text).joined(separator: ", "))",
        ])
    case .clockAhead, .equivocation, .roundRestarted, .resyncRequired, .fullCopyCompleted,
      .newIdentity, .otherKey, .awaitsApproval, .evicted, .closed, .forgotten, .conflictsRecorded, .incompatibleModel:
      break
    }
  }

  /// Some buckets, of many just the first.
  private static func summary(_ buckets: [Int]) -> String {
    let first = buckets.prefix(10).map(String.init).joined(separator: ", ")
    return buckets.count > 10 ? "\(first), and \(buckets.count - 10) more" : first
  }
}

/// Hands a value over to another thread, once.
private final class Handover<Value>: @unchecked Sendable {
  private let value: Mutex<Value?>

  init(_ value: sending Value) {
    self.value = Mutex(value)
  }

  func take() -> Value {
    guard let value = value.withLock({ $0.take() }) else { preconditionFailure("taken twice") }
    return value
  }
}

extension IdentityChange {
  /// Why, for people, and what to do.
  fileprivate var explanation: String {
    switch self {
    case .rolledBack:
      "its database was put back to an older state; what it lost comes back from its peers"
    case .cloned:
      "another process runs on a copy of its data folder; stop one of the two, remove its node.key, and start it again"
    case .startsOver(let reason): "it starts over on a full copy (\(reason))"
    }
  }
}
