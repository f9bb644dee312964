import Documents
import Testing

/// What a replica can do to a document in these tests.
private enum Operation: CaseIterable {
  case create, updateFirst, updateSecond, delete
}

/// States that replicas reach, and the table of their merges, states named by their index.
private struct Domain {
  private(set) var states: [DocumentState] = []
  private var indexes: [DocumentState: Int] = [:]
  private(set) var merged: [[Int]] = []
  let granularity: MergeGranularity

  /// All states that come of `writes` writes and of merging what came of them in any way. Where replicas write at the same
  /// version in different histories, the states equivocate, and the laws hold all the same.
  init(_ granularity: MergeGranularity, seeds: [DocumentState], limit: Int) {
    self.granularity = granularity
    for state in seeds { _ = index(of: state) }
    var done = 0
    while done < states.count, states.count <= limit {
      var row: [Int] = []
      for other in 0...done {
        row.append(index(of: merge(states[done], states[other])))
        if other < done { merged[other].append(index(of: merge(states[other], states[done]))) }
      }
      merged.append(row)
      done += 1
    }
  }

  private func merge(_ left: DocumentState, _ right: DocumentState) -> DocumentState {
    Merge(local: left, remote: right, granularity: granularity).state
  }

  private mutating func index(of state: DocumentState) -> Int {
    if let index = indexes[state] { return index }
    indexes[state] = states.count
    states.append(state)
    return states.count - 1
  }
}

/// The state after a write of `operation` at `version` over `state`.
private func write(
  _ operation: Operation, _ version: Version, over state: DocumentState?,
  _ granularity: MergeGranularity, fieldCount: Int = 2
) -> DocumentState? {
  if operation != .create, state == nil { return nil }
  var slots = (0..<2 + fieldCount).map { index in
    state?.stamps[Slot(index: index)]
  }
  func stamp(_ slot: Int) {
    slots[slot] = slots[slot]?.successor(version) ?? Stamp(version: version)
  }
  var values = state?.values ?? Array(repeating: nil, count: fieldCount)
  let content = Value.string("\(operation) \(version)")
  stamp(1)
  switch operation {
  case .create:
    for slot in slots.indices where slot != 1 { stamp(slot) }
    values = Array(repeating: content, count: fieldCount)
  case .updateFirst:
    stamp(2)
    values[0] = content
  case .updateSecond:
    stamp(3)
    values[1] = content
  case .delete: break
  }
  if granularity == .document {
    let last = state?.stamps.groups.first
    let whole = last?.successor(version) ?? Stamp(version: version)
    slots = Array(repeating: whole, count: 2 + fieldCount)
  }
  return DocumentState(
    id: DocumentID("d"),
    createdAt: operation == .create ? version.timestamp : state?.createdAt ?? .zero,
    isDeleted: operation == .delete, values: values, stamps: Stamps(slots: slots))
}

/// The states of up to `depth` writes, each by one of `replicas` replicas at a later timestamp up to 3, over what came before.
private func chains(
  depth: Int, replicas: UInt64, operations: [Operation], _ granularity: MergeGranularity,
  fieldCount: Int = 2, times: Range<Int64> = 1..<4
) -> [DocumentState] {
  var all: [DocumentState] = []
  var last: [(DocumentState?, time: Int64)] = [(nil, 0)]
  for _ in 0..<depth {
    var next: [(DocumentState?, time: Int64)] = []
    for (state, time) in last {
      for milliseconds in max(time + 1, times.lowerBound)..<max(times.upperBound, time + 1) {
        for number in 1...replicas {
          for operation in operations where (state == nil) == (operation == .create) {
            let version = version(milliseconds, number)
            guard
              let written = write(
                operation, version, over: state, granularity, fieldCount: fieldCount)
            else { continue }
            next.append((written, milliseconds))
            all.append(written)
          }
        }
      }
    }
    last = next
  }
  return all
}

@Suite struct MergeLawsTests {
  private func expectLaws(_ domain: Domain, atLeast count: Int, _ name: String) {
    let size = domain.states.count
    #expect(size >= count, "\(name): only \(size) states")
    let table = domain.merged.flatMap { $0 }
    #expect(table.count == size * size, "\(name): not closed")
    guard table.count == size * size else { return }
    let failures = table.withUnsafeBufferPointer { merged in
      var idempotent = 0
      var commutative = 0
      var associative = 0
      for a in 0..<size {
        if merged[a * size + a] != a { idempotent += 1 }
        for b in 0..<size {
          let ab = merged[a * size + b]
          if ab != merged[b * size + a] { commutative += 1 }
          var c = 0
          while c < size {
            if merged[ab * size + c] != merged[a * size + merged[b * size + c]] { associative += 1 }
            c += 1
          }
        }
      }
      return [idempotent, commutative, associative]
    }
    #expect(failures == [0, 0, 0], "\(name)")
  }

  @Test func mergingByFieldIsIdempotentCommutativeAndAssociative() {
    let seeds = chains(
      depth: 2, replicas: 2, operations: [.create, .updateFirst, .delete], .field, fieldCount: 1,
      times: 1..<3)
    expectLaws(Domain(.field, seeds: seeds, limit: 1_500), atLeast: 20, "first field")
  }

  @Test func whatIsMergedIsWhatBothSidesAreAndHaveSeenAndMerged() {
    let states = chains(depth: 3, replicas: 3, operations: Operation.allCases, .field)
    var samples = Samples(seed: 3)
    func known(_ state: DocumentState, _ slot: Int) -> Knowledge {
      guard let stamp = state.stamps[Slot(index: slot)] else { return Knowledge() }
      return Knowledge([stamp.version]).joined(with: stamp.seen).joined(with: stamp.merged)
    }
    for _ in 0..<2_000 {
      let a = states[samples.number(0..<states.count)]
      let b = states[samples.number(0..<states.count)]
      let merged = Merge(local: a, remote: b, granularity: .field).state
      for slot in 0..<4 {
        // A version that a replica made in two histories has two pasts; the winner's own writes are implied.
        let winner = merged.stamps[Slot(index: slot)]?.version
        let expected = known(a, slot).joined(with: known(b, slot))
        let actual = known(merged, slot)
        for entry in expected.entries where entry.replica != winner?.replica {
          #expect(actual.covers(entry))
        }
        #expect(expected.covers(actual))
      }
    }
  }

  @Test func theLawsHoldOnRandomStatesOfThreeReplicasAndTwoFields() {
    let states = chains(depth: 3, replicas: 3, operations: Operation.allCases, .field)
    var samples = Samples(seed: 1)
    func merge(_ left: DocumentState, _ right: DocumentState) -> DocumentState {
      Merge(local: left, remote: right, granularity: .field).state
    }
    var failures: [[DocumentState]] = []
    for _ in 0..<4_000 {
      let a = states[samples.number(0..<states.count)]
      let b = states[samples.number(0..<states.count)]
      let c = states[samples.number(0..<states.count)]
      let ab = merge(a, b)
      if ab != merge(b, a) || merge(ab, c) != merge(a, merge(b, c)) || merge(ab, ab) != ab
        || merge(ab, b) != ab
      {
        failures.append([a, b, c])
      }
    }
    #expect(failures == [])
  }

  @Test func mergingByDocumentIsIdempotentCommutativeAndAssociative() {
    let seeds = chains(
      depth: 2, replicas: 3, operations: [.create, .updateFirst, .delete], .document,
      fieldCount: 1)
    expectLaws(Domain(.document, seeds: seeds, limit: 1_500), atLeast: 100, "document")
  }
}
