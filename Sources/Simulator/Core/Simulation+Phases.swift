import Documents
import Replication

extension Simulation {
  /// The chaos ends: ways are free again, and nodes that are down start.
  func stopFaults() {
    phase = .healing
    tell("faults stop")
    for from in nodes.indices {
      for to in nodes.indices where blocked[from][to] > 0 {
        blocked[from][to] = 0
        flush(SimulationEvent.Way(from: from, to: to))
      }
    }
    for node in nodes where node.replica == nil {
      queue.add(.start(node: node.index), at: now)
    }
    queue.add(.checkConvergence, at: now + .milliseconds(100))
  }

  func checkConvergence() {
    let all = nodes.compactMap(\.replica?.knowledge)
    if all.count == nodes.count, let first = all.first, all.allSatisfy({ $0 == first }),
      isTotal(first)
    {
      figures.convergence = now - scenario.duration
      tell("all know the same")
      checkDocuments()
      phase = .settling
      let settle = scenario.replica.relayDelay + scenario.replica.announceDelay
      let network = scenario.network
      let links = network.deadAfter * 2 + network.redialAfter * 10 + network.maximumLatency * 40
      queue.add(.quietBegins, at: now + settle * 3 + links + .seconds(1))
      return
    }
    guard now < scenario.duration + scenario.convergeWithin else {
      let described = nodes.map { "\($0.name) \($0.replica?.knowledge.description ?? "down")" }
      return fail(
        .convergence,
        "\(scenario.convergeWithin) after the last fault the nodes don't know the same: "
          + described.joined(separator: "; "))
    }
    queue.add(.checkConvergence, at: now + .milliseconds(100))
  }

  /// Whether a knowledge covers every write that was made.
  private func isTotal(_ knowledge: Knowledge) -> Bool {
    log.writes.allSatisfy { replica, writes in
      writes.last.map { knowledge.covers($0.version) } ?? true
    }
  }

  /// The quiet time is over.
  func finish() {
    if figures.messages != messagesBeforeQuiet {
      fail(
        .quiet,
        "\(figures.messages - messagesBeforeQuiet) messages were sent although all knew all")
    }
    checkDocuments()
    finishReaders()
    phase = .finished
  }
}
