extension RunRecording {
  /// The recording, and the failure that ended it, as JSON that may stand within a `script` element: there is no `<`, `>` or `&` in it.
  ///
  /// There can be tens of thousands of things, so these are flat lists of numbers:
  ///
  /// - `spans`: kind, node, other node, start, end; kinds are places in `spanKinds`
  /// - `instants`: kind, node, time, detail; kinds are places in `instantKinds`, details in `details`
  /// - `flights`: from, to, sent, arrived, rows
  ///
  /// Times are microseconds. What is absent is -1 in these lists, and null elsewhere.
  func json(_ failure: SimulationFailure?) -> String {
    var json = JSONText()
    json.object {
      $0.member("nodes") { $0.strings(nodes) }
      $0.member("end") { $0.number(end.microseconds) }
      $0.member("faultsStopped") { $0.number(faultsStopped?.microseconds) }
      $0.member("converged") { $0.number(converged?.microseconds) }
      $0.member("failure") { $0.failure(failure) }
      $0.member("spanKinds") { $0.strings(Span.Kind.allCases.map(\.rawValue)) }
      $0.member("spans") { $0.spans(spans) }
      $0.member("instantKinds") { $0.strings(Instant.Kind.allCases.map(\.rawValue)) }
      $0.instants(instants)
      $0.member("flights") { $0.flights(flights) }
    }
    return json.text
  }
}

extension JSONText {
  fileprivate mutating func failure(_ failure: SimulationFailure?) {
    guard let failure else { return null() }
    object {
      $0.member("checker") { $0.string(failure.checker.rawValue) }
      $0.member("message") { $0.string(failure.message) }
      $0.member("time") { $0.number(failure.time.microseconds) }
      $0.member("nodes") { $0.numbers(failure.nodes.map(Int64.init)) }
    }
  }

  fileprivate mutating func spans(_ spans: [RunRecording.Span]) {
    let places = Self.places(RunRecording.Span.Kind.allCases)
    numbers(
      spans.flatMap {
        [
          places[$0.kind]!, Int64($0.node), Int64($0.other ?? -1), $0.start.microseconds,
          $0.end?.microseconds ?? -1,
        ]
      })
  }

  /// The instants, and their details, of which many are equal.
  fileprivate mutating func instants(_ instants: [RunRecording.Instant]) {
    let places = Self.places(RunRecording.Instant.Kind.allCases)
    var details: [String] = []
    var known: [String: Int64] = [:]
    var values: [Int64] = []
    values.reserveCapacity(4 * instants.count)
    for instant in instants {
      let detail = known[instant.detail] ?? Int64(details.count)
      if detail == details.count {
        known[instant.detail] = detail
        details.append(instant.detail)
      }
      values += [places[instant.kind]!, Int64(instant.node), instant.time.microseconds, detail]
    }
    member("details") { $0.strings(details) }
    member("instants") { $0.numbers(values) }
  }

  fileprivate mutating func flights(_ flights: [RunRecording.Flight]) {
    numbers(
      flights.flatMap {
        [
          Int64($0.from), Int64($0.to), $0.sent.microseconds, $0.arrived?.microseconds ?? -1,
          Int64($0.rows),
        ]
      })
  }

  private static func places<Kind: Hashable>(_ kinds: [Kind]) -> [Kind: Int64] {
    Dictionary(uniqueKeysWithValues: zip(kinds, 0...))
  }
}
