/// What rules see while a document is walked through, and where they report.
final class ValidationContext {
  let schema: Schema
  let document: DocumentNode
  let limits: QueryLimits
  /// The fragments by name; of equal names the first.
  let fragments: [String: FragmentNode]
  private let list = ErrorList(limit: 50)
  /// What was reported, at most 50 errors.
  var errors: [GraphQLError] { list.errors }
  /// Whether there are so many errors that no more is reported.
  var isFull: Bool { list.isFull }

  /// The composite type whose selection set is walked through; `nil` if it is unknown.
  var parentType: NamedType?
  /// What was found of each operation, in the order of the document.
  var operationScopes: [Scope] = []
  /// What was found of each fragment, by name.
  var fragmentScopes: [String: Scope] = [:]
  /// The scope that is being filled.
  var scope = Scope()

  /// What an operation or fragment uses, not counting what its spreads use.
  struct Scope {
    var usages = VariableUsages()
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
    _ message: @autoclosure () -> String, _ code: ErrorCode = .validationFailed,
    at locations: [Location]
  ) {
    list.report(message(), code, at: locations)
  }

  /// Notes an error, unless there are enough of them.
  func add(_ error: GraphQLError) { list.add(error) }

  /// Reports each name that comes again.
  func reportRepeated(_ names: some Sequence<NameNode>, _ message: (String) -> String) {
    for (name, first, again) in RepeatedNames.find(names) {
      report(message(name), at: [first, again])
    }
  }

  /// The variables that an operation uses, those in its fragments included.
  func usages(of scope: Scope) -> [VariableUsage] {
    reachableFragments(from: [scope]).reduce(into: scope.usages.all) { usages, name in
      usages += fragmentScopes[name]?.usages.all ?? []
    }
  }

  /// The names of all fragments that scopes spread, directly and through other fragments, each
  /// once, in the order in which they are come to.
  func reachableFragments(from scopes: [Scope]) -> [String] {
    var seen: Set<String> = []
    var found: [String] = []
    var waiting = Array(scopes.reversed())
    while let next = waiting.popLast() {
      var beneath: [Scope] = []
      for spread in next.spreads where seen.insert(spread.name.value).inserted {
        found.append(spread.name.value)
        if let scope = fragmentScopes[spread.name.value] { beneath.append(scope) }
      }
      waiting += beneath.reversed()
    }
    return found
  }
}
