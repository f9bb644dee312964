/// What rules see while a document is walked through, and where they report.
final class ValidationContext {
  let schema: Schema
  let document: DocumentNode
  let limits: QueryLimits
  /// The fragments by name; of equal names the first.
  let fragments: [String: FragmentNode]
  private(set) var errors: [GraphQLError] = []

  /// The composite type whose selection set is walked through; `nil` if it is unknown.
  var parentType: NamedType?
  /// What was found of each operation, in the order of the document.
  var operationScopes: [Scope] = []
  /// What was found of each fragment, by name.
  var fragmentScopes: [String: Scope] = [:]
  /// The scope that is being filled.
  var scope = Scope()

  /// No more errors than this are reported.
  static let errorLimit = 50

  /// The use of a variable, and what is expected there.
  struct VariableUsage {
    var name: NameNode
    /// The type of the position; `nil` if it is unknown.
    var type: TypeReference?
    /// Whether the position has a default value of its own that is not null.
    var hasDefault: Bool
    /// The name of the OneOf input object that the position is a field of, if it is.
    var oneOfType: String?
  }

  /// What an operation or fragment uses, not counting what its spreads use.
  struct Scope {
    var usages: [VariableUsage] = []
    var spreads: [FragmentSpreadNode] = []
  }

  init(schema: Schema, document: DocumentNode, limits: QueryLimits) {
    self.schema = schema
    self.document = document
    self.limits = limits
    fragments = Dictionary(
      document.fragments.map { ($0.name.value, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Notes an error, unless there are enough of them.
  func report(
    _ message: String, _ code: ErrorCode = .validationFailed, at locations: [Location]
  ) {
    add(GraphQLError(message, code, locations: locations))
  }

  /// Notes an error, unless there are enough of them.
  func add(_ error: GraphQLError) {
    if errors.count < Self.errorLimit { errors.append(error) }
  }

  /// The scopes of all fragments that a scope spreads, directly and through other fragments.
  func reachable(from scope: Scope) -> [Scope] {
    var seen: Set<String> = []
    var waiting = [scope]
    var found: [Scope] = []
    while let next = waiting.popLast() {
      for spread in next.spreads where seen.insert(spread.name.value).inserted {
        guard let fragment = fragmentScopes[spread.name.value] else { continue }
        found.append(fragment)
        waiting.append(fragment)
      }
    }
    return found
  }
}
