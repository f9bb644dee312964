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
    var pushes: [RequestID: Push] = [:]
    var repairs: [RequestID: UnsafeContinuation<ClockRepairOutcome, Never>] = [:]
    var operators: [RequestID: UnsafeContinuation<AdministrationOutcome, Never>] = [:]
  }

  /// Several writes that are waited for.
  private struct Push {
    var rowCount: Int
    var continuation: UnsafeContinuation<Result<[PushAnswer], StoreError>, Never>
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
  let logger: Logger
  /// How often what happened, by its code.
  let incidents = Mutex<[String: UInt64]>([:])
  private let closedCleanly = Mutex(false)

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

  /// Whether the store was closed with everything in it, durably.
  var hasClosedCleanly: Bool { closedCleanly.withLock { $0 } }

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

  /// Makes several writes of a client; returns when they are committed, or the store could take none of them.
  func push(_ rows: [PushRow]) async -> Result<[PushAnswer], StoreError> {
    await withUnsafeContinuation { continuation in
      let refusal: String? = inbox.withLock { inbox in
        if inbox.isStopping { return "the node is stopping" }
        guard inbox.mutations + rows.count <= Self.maximumMutations else {
          return "the node has \(inbox.mutations) writes waiting; try again later"
        }
        inbox.nextRequest += 1
        inbox.mutations += rows.count
        let request = RequestID(rawValue: inbox.nextRequest)
        inbox.pushes[request] = Push(rowCount: rows.count, continuation: continuation)
        inbox.items.append(.event(.push(request, rows)))
        return nil
      }
      if let refusal {
        continuation.resume(returning: .failure(StoreError(.locked, refusal)))
      } else {
        wake()
      }
    }
  }

  /// Stamps anew what was written in the future; returns when that is committed, or refused.
  func repairClock() async -> ClockRepairOutcome {
    await ask({ .repairClock($0) }, \.repairs, refusal: .unavailable("the node is stopping"))
  }

  /// Does what an operator wants; returns when it is committed, or refused.
  func administer(_ administration: Administration) async -> AdministrationOutcome {
    await ask(
      { .administer($0, administration) }, \.operators,
      refusal: .unavailable("the node is stopping"))
  }

  /// Puts a request of an operator in the inbox, and waits for its answer among those of its kind.
  private func ask<Outcome: Sendable>(
    _ event: (RequestID) -> Event,
    _ waiting: WritableKeyPath<Inbox, [RequestID: UnsafeContinuation<Outcome, Never>]>,
    refusal: Outcome
  ) async -> Outcome {
    await withUnsafeContinuation { continuation in
      let isStopping = inbox.withLock { inbox in
        if inbox.isStopping { return true }
        inbox.nextRequest += 1
        let request = RequestID(rawValue: inbox.nextRequest)
        inbox[keyPath: waiting][request] = continuation
        inbox.items.append(.event(event(request)))
        return false
      }
      if isStopping { continuation.resume(returning: refusal) } else { wake() }
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
    // What is to be done now and then is due some time after the first event; a node to which nothing happens needs one, too.
    let first = replica.process([.wake], at: SystemClock.now(), random: &random, store: &store)
    perform(first, of: replica, outlets, &conflicts)
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
        perform(actions, of: replica, outlets, &conflicts)
      }
      if let (count, example) = conflicts.take(at: now.uptime) { report(count, example) }
      for item in items {
        if case .inspect(let look) = item { look(replica) }
      }
      if isStopping, items.isEmpty { break }
    }
    do throws(StoreError) {
      let isDurable = try store.close()
      closedCleanly.withLock { $0 = isDurable }
    } catch {
      logger.error("the store did not close cleanly", metadata: ["error": "\(error.message)"])
    }
    answerTheRest(replica)
    threads.leave()
  }

  /// The end: what came in behind the last batch is answered, too.
  private func answerTheRest(_ replica: Replica) {
    let (items, waiting, pushes, repairs, operators) = inbox.withLock { inbox in
      inbox.hasEnded = true
      defer {
        inbox.items = []
        inbox.waiting = [:]
        inbox.pushes = [:]
        inbox.repairs = [:]
        inbox.operators = [:]
      }
      return (
        inbox.items, inbox.waiting.values, inbox.pushes.values, inbox.repairs.values,
        inbox.operators.values
      )
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
    for push in pushes {
      push.continuation.resume(returning: .failure(StoreError(.locked, "the node is stopping")))
    }
    for continuation in repairs {
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
    _ actions: [Action], of replica: Replica, _ outlets: Outlets,
    _ conflicts: inout ConflictReports
  ) {
    for action in actions {
      switch action {
      case .reply(let request, let outcome):
        let waiting = inbox.withLock { inbox in
          inbox.mutations -= 1
          return inbox.waiting.removeValue(forKey: request)
        }
        waiting?.resume(returning: outcome)
      case .pushed(let request, let result):
        let push = inbox.withLock { inbox in
          let push = inbox.pushes.removeValue(forKey: request)
          inbox.mutations -= push?.rowCount ?? 0
          return push
        }
        push?.continuation.resume(returning: result)
      case .clockRepaired(let request, let outcome):
        let waiting = inbox.withLock { $0.repairs.removeValue(forKey: request) }
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
        incidents.withLock { $0["CONFLICTS", default: 0] += UInt64(count) }
        conflicts.add(count, record.type, record.document.text, record.field)
      case .report(let incident): report(incident, at: replica)
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
