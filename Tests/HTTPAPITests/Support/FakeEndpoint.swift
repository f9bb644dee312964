import GraphQL
import HTTPAPI
import Synchronization

/// An endpoint with a field for each thing that can happen.
final class FakeEndpoint: GraphQLEndpoint {
  let schema: Schema
  private let mutations = Mutex(0)
  private let begun = Mutex(0)
  /// A subscription was given back.
  let ended = Signal()
  /// Lets `slow` answer.
  let release = Signal()
  let slowBegun = Signal()
  /// A subscription was begun.
  let begunSignal = Signal()
  /// How many mutations were run.
  var mutationCount: Int { mutations.withLock { $0 } }
  /// How many subscriptions were begun.
  var subscriptionCount: Int { begun.withLock { $0 } }

  init() throws {
    schema = try Schema(
      sdl: """
        type Query {
          hello(name: String = "world"): String!
          repeat(text: String!, count: Int!): String
          fail: String
          failHard: String!
          slow: String
        }
        type Mutation { touch: Int! }
        type Subscription { count(to: Int!): Int!  forever: Int!  refused: Int!  flood: Flood! }
        "More than any buffer holds."
        type Flood { text: String!  token: String! }
        """)
  }

  func run(_ operation: BoundOperation) async -> OperationResult {
    var outcomes: [RootOutcome] = []
    for field in operation.rootFields { outcomes.append(await outcome(of: field)) }
    return (outcomes, JSONObject())
  }

  private func outcome(of field: BoundField) async -> RootOutcome {
    switch field.name {
    case "hello":
      return .value(.string("hello \(field.arguments["name"]?.stringValue ?? "nobody")"))
    case "repeat":
      return .value(
        .string(
          String(
            repeating: field.arguments["text"]?.stringValue ?? "",
            count: Int(field.arguments["count"]?.intValue ?? 0))))
    case "touch":
      return .value(
        .int(
          mutations.withLock {
            $0 += 1
            return Int64($0)
          }))
    case "slow":
      slowBegun.fire()
      await release.wait()
      return .value(.string("at last"))
    default: return .errors([GraphQLError("it failed", .badUserInput)])
    }
  }

  func subscribe(_ operation: BoundOperation) async throws(GraphQLErrors) -> any EventSource {
    let field = operation.rootFields[0]
    if field.name == "refused" {
      throw GraphQLErrors([GraphQLError("not for you", code: "FORBIDDEN")])
    }
    begun.withLock { $0 += 1 }
    begunSignal.fire()
    if field.name == "flood" {
      return Flood(ended: ended)
    }
    return Counter(last: field.arguments["to"]?.intValue, ended: ended)
  }
}

/// Counts up to a number; without one it waits for ever.
private final class Counter: EventSource {
  private let position = Mutex<Int64>(0)
  private let last: Int64?
  private let ended: Signal

  init(last: Int64?, ended: Signal) {
    self.last = last
    self.ended = ended
  }

  deinit { ended.fire() }

  func next() async -> OperationResult? {
    guard let last else {
      let never = AsyncStream<Void> { _ in }
      for await _ in never {}
      return nil
    }
    let value = position.withLock {
      $0 += 1
      return $0
    }
    return value > last ? nil : ([.value(.int(value))], JSONObject())
  }
}

/// Large events without end, each with a token.
private final class Flood: EventSource {
  private let position = Mutex<Int64>(0)
  private let ended: Signal

  init(ended: Signal) {
    self.ended = ended
  }

  deinit { ended.fire() }

  var resumeToken: String? { "token-\(position.withLock { $0 })" }

  func next() async -> OperationResult? {
    position.withLock { $0 += 1 }
    return ([.value(.object(Event(token: resumeToken ?? "")))], JSONObject())
  }

  private struct Event: ResolvedObject {
    let token: String
    var typeName: String { "Flood" }

    func resolve(_ field: BoundField) -> Resolved {
      field.name == "token"
        ? .string(token) : .string(String(repeating: "x", count: 256 << 10))
    }
  }
}

/// Something that happens once, and can be waited for.
final class Signal: Sendable {
  private let stream: AsyncStream<Void>
  private let continuation: AsyncStream<Void>.Continuation

  init() {
    (stream, continuation) = AsyncStream.makeStream()
  }

  func fire() { continuation.finish() }

  func wait() async {
    for await _ in stream {}
  }
}
